-- No reservation stays HELD long after it lapsed: a job closes it within seconds, or minutes if
-- thousands lapse at once.
-- Inspects every HELD reservation.
SELECT format('reservation %s', id) AS subject,
       CASE WHEN held_until < clock_timestamp() - interval '5 min' THEN format('is HELD, and lapsed at %s', held_until) END AS breach
FROM reservations WHERE status = 'HELD'
