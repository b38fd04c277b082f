-- Counts each performance's free seats by the database's clock, and reads its grades and its plan.
-- Parameters: $1 performance ids.
-- Returns {performanceId, free, priceMin, priceMax, grades, plan} for each existing performance. The
-- prices are the lowest and highest price in won; null if the performance has no seats. The field
-- grades contains {grade, price} objects, the most expensive grade first. The field plan contains
-- {seat, grade, kind, row, column} objects, ordered by seat.
SELECT p.id AS "performanceId", min(s.price_krw) AS "priceMin", max(s.price_krw) AS "priceMax",
       (SELECT coalesce(json_agg(json_build_object('grade', grade, 'price', price_krw)
                                 ORDER BY price_krw DESC, grade), '[]')
        FROM (SELECT DISTINCT grade, price_krw FROM seats WHERE performance_id = p.id) grades)
         AS grades,
       (SELECT coalesce(json_agg(shown ORDER BY shown.seat), '[]')
        FROM (SELECT number AS seat, grade, kind, plan_row AS "row", plan_column AS "column"
              FROM seats WHERE performance_id = p.id) shown)
         AS plan,
       (count(s.number) FILTER (WHERE s.blocked_reason IS NULL
         AND NOT s.kept
         AND (s.reservation_id IS NULL
              OR (s.held_until <= clock_timestamp() AND NOT s.waited))))::int AS free
FROM performances p LEFT JOIN seats s ON s.performance_id = p.id
WHERE p.id = ANY ($1::int[]) GROUP BY p.id
