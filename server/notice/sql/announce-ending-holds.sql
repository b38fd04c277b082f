-- Writes an event for each hold that ends within $1 seconds. An extension makes a new cause. Omits
-- holds that lasted less than $2 seconds.
-- Parameters: $1 lead in seconds, $2 minimum length of a hold in seconds.
INSERT INTO notice_events
  (user_id, kind, cause, concert_id, performance_id, reservation_id, expires_at)
SELECT r.user_id, 'HOLD_ENDS', r.id || '-' || r.extensions, r.concert_id, r.performance_id, r.id,
       r.held_until
FROM reservations r
WHERE NOT r.swept AND r.status = 'HELD'
  AND r.held_until > clock_timestamp()
  AND r.held_until <= clock_timestamp() + $1::int * interval '1 second'
  AND r.held_until - r.created_at >= $2::int * interval '1 second'
ON CONFLICT (user_id, kind, cause) DO NOTHING
