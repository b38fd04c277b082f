-- Each held seat belongs to a HELD reservation that lists the seat. The seat and the reservation
-- have the same heldUntil. Each seat in the list of an unexpired hold belongs to an unexpired hold
-- that lists the seat. An expired hold may have lost seats to other buyers. Inspects every held
-- seat and every seat in the list of an unexpired hold.
WITH claimed AS (
  SELECT performance_id, number, array_agg(id) AS claimants
  FROM reservations, unnest(seats) AS number
  WHERE status = 'HELD' AND held_until > clock_timestamp() GROUP BY performance_id, number
), held AS (
  SELECT s.performance_id, s.number, s.reservation_id, s.held_until, r.status, r.seats,
         r.held_until AS until
  FROM seats s LEFT JOIN reservations r ON r.id = s.reservation_id WHERE s.held_until IS NOT NULL
)
SELECT format('performance %s, seat %s', performance_id, number) AS subject,
       CASE WHEN reservation_id IS NULL THEN format('listed by live holds %s, not held', claimants)
            WHEN status IS DISTINCT FROM 'HELD' OR number <> ALL (seats)
            THEN format('held by reservation %s, which is %s and lists %s',
              reservation_id, status, seats)
            WHEN held_until <> until
            THEN format('held until %s, its reservation %s until %s',
              held_until, reservation_id, until)
            WHEN reservation_id <> ALL (claimants)
            THEN format('held by reservation %s, listed by live holds %s',
              reservation_id, claimants)
       END AS breach
FROM held FULL JOIN claimed USING (performance_id, number)
