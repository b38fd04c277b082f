-- Reads every seat of a performance, ordered by number. The database's clock decides each state.
-- Parameters: $1 performance id.
-- Returns {seat, grade, price, state, holder: user id of a live hold, else null}.
SELECT s.number AS seat, grade::text, price_krw AS price,
       CASE WHEN blocked_reason IS NOT NULL THEN 'blocked'
            WHEN s.reservation_id IS NULL OR s.held_until <= clock_timestamp() THEN 'available'
            WHEN s.held_until IS NULL THEN 'sold' ELSE 'held' END AS state,
       CASE WHEN s.held_until > clock_timestamp() THEN r.user_id END AS holder
FROM seats s LEFT JOIN reservations r ON r.id = s.reservation_id
WHERE s.performance_id = $1::int ORDER BY s.number
