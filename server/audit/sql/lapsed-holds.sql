-- Nothing is HELD long past its time: sweepers close a lapsed hold within seconds, or some minutes where thousands lapse at once.
-- Looks at every HELD reservation.
SELECT format('reservation %s', id) AS subject,
       CASE WHEN held_until < clock_timestamp() - interval '5 min' THEN format('is HELD, and its time was over at %s', held_until) END AS breach
FROM reservations WHERE status = 'HELD'
