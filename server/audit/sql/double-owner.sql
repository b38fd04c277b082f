-- No seat is claimed by two people at once. A claim: a seat number in a paid reservation, or in a hold that has not lapsed.
-- The clock here is later than the snapshot, so a hold that it finds alive was alive in the snapshot too.
-- Looks at every claimed seat.
SELECT format('performance %s, seat %s', performance_id, number) AS subject,
       CASE WHEN count(*) > 1 THEN 'claimed by reservations ' || string_agg(id::text, ', ' ORDER BY id) END AS breach
FROM reservations, unnest(seats) AS number
WHERE status = 'PAID' OR (status = 'HELD' AND held_until > clock_timestamp())
GROUP BY performance_id, number
