-- Reads the admissions that a new epoch restores, without ended turns and revoked places.
-- Parameters: $1 concert.
-- Returns {userId, number, guest, agoMs, leftMs}: ms since the admission and ms left of the turn.
SELECT t.user_id AS "userId", t.number, t.guest,
       (extract(epoch FROM clock_timestamp() - t.admitted_at) * 1000)::float8 AS "agoMs",
       (extract(epoch FROM t.until - clock_timestamp()) * 1000)::float8 AS "leftMs"
FROM turns t LEFT JOIN buyers b USING (user_id, concert_id)
WHERE t.concert_id = $1::int AND t.until > clock_timestamp()
  AND (b.user_id IS NULL OR (b.ended_epoch, b.ended_number) < (t.epoch, t.number::bigint))
