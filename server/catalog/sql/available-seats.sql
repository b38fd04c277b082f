-- Reads the free seats of a concert's future performances, by the database's clock. Omits sold-out
-- performances.
-- Parameters: $1 concert id; $2 day in Asia/Seoul as YYYY-MM-DD, null for all days.
-- Returns {performanceId, startsAt, date, seats: seat numbers in ascending order}, ordered by
-- startsAt.
SELECT p.id AS "performanceId", p.starts_at AS "startsAt",
       to_char(p.starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS date,
       array_agg(s.number ORDER BY s.number) AS seats
FROM performances p JOIN seats s ON s.performance_id = p.id
WHERE p.concert_id = $1::int AND p.starts_at > clock_timestamp() AND p.cancelled_at IS NULL
  AND ($2::text IS NULL OR to_char(p.starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') = $2::text)
  AND s.blocked_reason IS NULL AND NOT s.kept
  AND (s.reservation_id IS NULL OR (s.held_until <= clock_timestamp() AND NOT s.waited))
GROUP BY p.id ORDER BY p.starts_at
