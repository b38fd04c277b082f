-- Adds a wish and records the decision. The caller must hold the waitlist's lock.
-- Parameters: $1 concert id, $2 user id, $3 number, $4 ids of dates or null, $5 grades or null, $6
-- party, $7 together, $8 highest price in won or null.
-- Returns {wishId}.
WITH added AS (
  INSERT INTO wishes (concert_id, user_id, number, performances, grades, party, together,
                      price_max_krw, made_at)
  VALUES ($1::int, $2::uuid, $3::int, $4::int[], $5::text[], $6::smallint, $7::boolean, $8::bigint,
          clock_timestamp())
  RETURNING id, number
), recorded AS (
  INSERT INTO waitlist_decisions (wish_id, number, kind) SELECT id, number, 'JOINED' FROM added
)
SELECT id AS "wishId" FROM added
