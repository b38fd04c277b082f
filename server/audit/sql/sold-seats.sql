-- Each sold seat belongs to a PAID reservation that lists the seat. Each seat in the list of a PAID
-- reservation is sold, unless the waitlist offers it for its owner. The check double-owner finds seats in the lists of two reservations.
-- Inspects every sold seat and every seat in the list of a PAID reservation.
WITH claimed AS (
  SELECT performance_id, number, array_agg(id) AS claimants
  FROM reservations, unnest(seats) AS number 
  WHERE status = 'PAID' AND NOT EXISTS (
    SELECT FROM resales l WHERE l.reservation_id = reservations.id AND l.seat_number = number
      AND l.state = 'OFFERED')
  GROUP BY performance_id, number
), sold AS (
  SELECT performance_id, number, reservation_id FROM seats
  WHERE reservation_id IS NOT NULL AND held_until IS NULL
)
SELECT format('performance %s, seat %s', performance_id, number) AS subject,
       CASE WHEN reservation_id IS NULL
            THEN format('listed by paid reservations %s, not sold', claimants)
            WHEN claimants IS NULL
            THEN format('sold to reservation %s, which is not paid or does not list it',
              reservation_id)
            WHEN reservation_id <> ALL (claimants)
            THEN format('sold to reservation %s, listed by %s', reservation_id, claimants)
       END AS breach
FROM sold FULL JOIN claimed USING (performance_id, number)
