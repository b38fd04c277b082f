-- Reads all seats of a performance, ordered by number, for the orphan-seat rule and the choice of the
-- best seats.
-- Parameters: $1 performance id, $2 id of the reservation whose own seats count as free (null: none),
-- $3 true to read the seats only if the concert has the rule.
-- Returns {seat, grade, price, kind, row, column, free}.
SELECT number AS seat, grade, price_krw::int AS price, kind::text, plan_row AS "row",
       plan_column AS "column",
       coalesce(blocked_reason IS NULL AND NOT kept
                AND (reservation_id IS NULL OR (held_until <= clock_timestamp() AND NOT waited)
                     OR reservation_id = $2::int), false) AS free
FROM seats JOIN performances p ON p.id = performance_id JOIN concerts c ON c.id = p.concert_id
WHERE performance_id = $1::int AND (c.orphan_rule OR NOT $3::boolean) ORDER BY number
