-- Returns kept seats to general sale. Locks them by performance and number. The caller must hold the
-- waitlist's lock.
-- Parameters, one value per seat: $1 performance id, $2 seat number.
WITH locked AS MATERIALIZED (
  SELECT seat.* FROM (
    SELECT * FROM unnest($1::int[], $2::smallint[]) AS a (performance_id, number)
    ORDER BY performance_id, number
  ) asked CROSS JOIN LATERAL (
    SELECT performance_id, number FROM seats s
    WHERE s.performance_id = asked.performance_id AND s.number = asked.number AND s.kept FOR UPDATE
  ) seat
)
UPDATE seats s SET kept = false FROM locked
WHERE s.performance_id = locked.performance_id AND s.number = locked.number
