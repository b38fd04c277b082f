-- No seat has two owners. A claim is a seat number in a paid reservation or in a live hold. The
-- clock is later than the snapshot, so a hold that is live by the clock was live in the snapshot
-- too.
-- Inspects every claimed seat.
SELECT format('performance %s, seat %s', performance_id, number) AS subject,
       CASE WHEN count(*) > 1 THEN 'claimed by reservations ' || string_agg(id::text, ', ' ORDER BY id) END AS breach
FROM reservations, unnest(seats) AS number
WHERE status = 'PAID' OR (status = 'HELD' AND held_until > clock_timestamp())
GROUP BY performance_id, number
