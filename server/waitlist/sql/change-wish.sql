-- Changes a waiting wish and records the decision. A wish with a new number starts again. The caller
-- must hold the waitlist's lock.
-- Parameters: $1 wish id, $2 new number or null to keep it, $3 ids of dates or null, $4 grades or
-- null, $5 party, $6 together, $7 highest price in won or null.
-- Returns {wishId}.
WITH changed AS (
  UPDATE wishes SET
    number = coalesce($2::int, number), performances = $3::int[], grades = $4::text[],
    party = $5::smallint, together = $6::boolean, price_max_krw = $7::bigint,
    made_at = CASE WHEN $2::int IS NULL THEN made_at ELSE clock_timestamp() END,
    passed_over = CASE WHEN $2::int IS NULL THEN passed_over ELSE 0 END,
    considered_at = CASE WHEN $2::int IS NULL THEN considered_at END,
    collects_at_id = CASE WHEN $2::int IS NULL AND coalesce(collects_at_id = ANY ($3::int[]), true)
                          THEN collects_at_id END,
    collecting_since = CASE WHEN $2::int IS NULL
                                 AND coalesce(collects_at_id = ANY ($3::int[]), true)
                            THEN collecting_since END
  WHERE id = $1::int AND status = 'WAITING'
  RETURNING id, number
), recorded AS (
  INSERT INTO waitlist_decisions (wish_id, number, kind) SELECT id, number, 'CHANGED' FROM changed
)
SELECT id AS "wishId" FROM changed
