-- No seat has two owners. An owner is a paid reservation or an unexpired hold that lists the seat.
-- While the waitlist offers a handed-back seat, the hold is its only owner.
-- A hold that is unexpired by the clock is also unexpired in the earlier snapshot. Inspects every
-- seat with an owner.
SELECT format('performance %s, seat %s', performance_id, number) AS subject,
       CASE WHEN count(*) > 1
            THEN 'claimed by reservations ' || string_agg(id::text, ', ' ORDER BY id) END AS breach
FROM reservations, unnest(seats) AS number
WHERE (status = 'PAID' AND NOT EXISTS (
         SELECT FROM resales l WHERE l.reservation_id = reservations.id AND l.seat_number = number
           AND l.state = 'OFFERED'))
   OR (status = 'HELD' AND held_until > clock_timestamp())
GROUP BY performance_id, number
