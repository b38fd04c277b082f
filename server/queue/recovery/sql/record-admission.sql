-- Records an admission before the user learns of it. Changes nothing if the record has the same or
-- a higher number. Records nothing for an unknown user.
-- Parameters: $1 user, $2 concert, $3 epoch of the place, $4 number, $5 ms since the admission, $6
-- ms left of the turn. Further parameters: $7 epoch of the admission, $8 last issued number.
-- Returns one row if epoch $7 is current, else none. Takes a KEY SHARE lock on the concert's row,
-- so that the next epoch begins only after this statement.
WITH queue AS (SELECT id FROM concerts WHERE id = $2::int AND queue_epoch = $7::int FOR KEY SHARE),
recorded AS (
  INSERT INTO turns AS t
    (concert_id, user_id, epoch, number, admitted_at, until, spends_epoch, spends_number)
  SELECT queue.id, u.id, $3::int, $4::int,
         clock_timestamp() - make_interval(secs => $5::float8 / 1000),
         clock_timestamp() + make_interval(secs => $6::float8 / 1000), $7::int, $8::int
  FROM users u, queue WHERE u.id = $1::uuid
  ON CONFLICT (concert_id, user_id) DO UPDATE
  SET epoch = excluded.epoch, number = excluded.number,
      admitted_at = excluded.admitted_at, until = excluded.until,
      spends_epoch = excluded.spends_epoch, spends_number = excluded.spends_number
  WHERE t.number < excluded.number
)
SELECT id FROM queue
