-- Reads all seats of a performance for the orphan-seat rule.
-- Parameters: $1 performance id, $2 id of the reservation whose own seats count as free.
-- Returns {seat, grade, free}; no rows if the concert does not have the rule.
SELECT number AS seat, grade::text,
       blocked_reason IS NULL AND (reservation_id IS NULL OR held_until <= clock_timestamp()
                                   OR reservation_id = $2::int) AS free
FROM seats JOIN performances p ON p.id = performance_id JOIN concerts c ON c.id = p.concert_id
WHERE performance_id = $1::int AND c.orphan_rule
