-- Counts each performance's free seats by the database's clock.
-- Parameters: $1 performance ids.
-- Returns {performanceId, free, priceMin, priceMax} for each existing performance. The prices are
-- the lowest and highest price in won; null if the performance has no seats.
SELECT p.id AS "performanceId", min(s.price_krw) AS "priceMin", max(s.price_krw) AS "priceMax",
       (count(s.number) FILTER (WHERE s.blocked_reason IS NULL
         AND (s.reservation_id IS NULL OR s.held_until <= clock_timestamp())))::int AS free
FROM performances p LEFT JOIN seats s ON s.performance_id = p.id
WHERE p.id = ANY ($1::int[]) GROUP BY p.id
