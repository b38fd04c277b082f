-- Records admissions to one queue before the users learn of them. A repetition changes nothing.
-- Never replaces a newer place with an older place. Ignores unknown users.
-- Takes a KEY SHARE lock on the concert's row, so that the next epoch begins only after this
-- statement.
-- Parameters: $1 concert id, $2 epoch in which Redis admitted the places.
-- Parameters, one value per place: $3 user ids, $4 place epochs, $5 place numbers, $6 ms since
-- admission, $7 ms left of the turn, $8 last issued numbers. No user may have two places.
-- Returns one row if epoch $2 is current; otherwise no row.
WITH queue AS (
  SELECT id FROM concerts WHERE id = $1::int AND queue_epoch = $2::int FOR KEY SHARE
), recorded AS (
  INSERT INTO turns AS t
    (concert_id, user_id, epoch, number, admitted_at, until, spends_epoch, spends_number)
  SELECT queue.id, users.id, asked.epoch, asked.number,
         clock_timestamp() - make_interval(secs => asked.ago_ms / 1000),
         clock_timestamp() + make_interval(secs => asked.left_ms / 1000), $2::int, asked.last_issued
  FROM queue, unnest($3::uuid[], $4::int[], $5::int[], $6::float8[], $7::float8[], $8::int[])
       AS asked (user_id, epoch, number, ago_ms, left_ms, last_issued)
  CROSS JOIN LATERAL (SELECT id FROM users WHERE id = asked.user_id LIMIT 1) users
  ORDER BY users.id
  ON CONFLICT (concert_id, user_id) DO UPDATE
  SET epoch = excluded.epoch, number = excluded.number,
      admitted_at = excluded.admitted_at, until = excluded.until,
      spends_epoch = excluded.spends_epoch, spends_number = excluded.spends_number
  WHERE t.number < excluded.number
)
SELECT id FROM queue
