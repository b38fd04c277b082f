-- Reads the halls of the dates with kept or listed seats, ordered by start and seat number. A listed
-- seat became free when its owner handed it back.
-- Parameters: $1 concert id.
-- Returns {performanceId, seat, grade, price, row, column, kept: true for a kept or listed seat,
-- listed, freedAt, keptFrom: start of the time for which a collecting wish may keep the seat}.
SELECT p.id AS "performanceId", number AS seat, grade, s.price_krw::int AS price, plan_row AS "row",
       plan_column AS "column", s.kept OR l.id IS NOT NULL AS kept, l.id IS NOT NULL AS listed,
       coalesce(l.listed_at, s.freed_at) AS "freedAt",
       CASE WHEN l.id IS NULL THEN s.freed_at
            ELSE greatest(l.listed_at, (SELECT collecting_since FROM wishes
                                        WHERE collects_at_id = p.id)) END AS "keptFrom"
FROM performances p JOIN seats s ON s.performance_id = p.id
LEFT JOIN resales l
  ON l.performance_id = p.id AND l.seat_number = s.number AND l.state = 'LISTED'
WHERE p.concert_id = $1::int
  AND p.id IN (SELECT performance_id FROM seats WHERE kept
               UNION ALL SELECT performance_id FROM resales WHERE state = 'LISTED')
ORDER BY p.starts_at, p.id, number
