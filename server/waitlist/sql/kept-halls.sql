-- Reads the halls of the dates with kept seats, ordered by start and seat number.
-- Parameters: $1 concert id.
-- Returns {performanceId, seat, grade, price, row, column, kept, freedAt}.
SELECT p.id AS "performanceId", number AS seat, grade, price_krw::int AS price, plan_row AS "row",
       plan_column AS "column", kept, freed_at AS "freedAt"
FROM performances p JOIN seats s ON s.performance_id = p.id
WHERE p.concert_id = $1::int AND p.id IN (SELECT performance_id FROM seats WHERE kept)
ORDER BY p.starts_at, p.id, number
