-- Writes down that a place has been admitted, before anyone is told. Repeated it changes nothing; an older place never replaces a newer.
-- $1: person, $2: concert, $3: epoch, $4: number, $5: ms since admission, $6: ms left. A person whom nobody knows has no turn.
INSERT INTO turns AS t (concert_id, user_id, epoch, number, admitted_at, until)
SELECT c.id, u.id, $3::int, $4::int, clock_timestamp() - make_interval(secs => $5::float8 / 1000),
       clock_timestamp() + make_interval(secs => $6::float8 / 1000)
FROM users u, concerts c WHERE u.id = $1::uuid AND c.id = $2::int
ON CONFLICT (concert_id, user_id) DO UPDATE
SET epoch = excluded.epoch, number = excluded.number, admitted_at = excluded.admitted_at, until = excluded.until
WHERE t.number < excluded.number
