-- Finds the seats that suit a wish at the dates on sale, and counts those in general sale.
-- Parameters: $1 concert id; $2 ids of dates, null for any; $3 grades, null for any; $4 highest price
-- in won, null for any; $5 true to omit the dates that are cancelled or have started.
-- Returns {performanceId, seats: number of suitable seats, free: number of those in general sale}.
SELECT p.id AS "performanceId", count(*)::int AS seats,
       (count(*) FILTER (WHERE s.blocked_reason IS NULL AND NOT s.kept
          AND (s.reservation_id IS NULL
               OR (s.held_until <= clock_timestamp() AND NOT s.waited))))::int AS free
FROM performances p JOIN seats s ON s.performance_id = p.id
WHERE p.concert_id = $1::int
  AND (NOT $5::boolean OR (p.cancelled_at IS NULL AND p.starts_at > clock_timestamp()))
  AND ($2::int[] IS NULL OR p.id = ANY ($2::int[]))
  AND ($3::text[] IS NULL OR s.grade = ANY ($3::text[]))
  AND ($4::bigint IS NULL OR s.price_krw <= $4::bigint) AND s.kind IN ('STANDARD', 'RESTRICTED')
GROUP BY p.id
