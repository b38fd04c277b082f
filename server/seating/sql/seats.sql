-- Reads every seat of a performance, ordered by number, with the state that a user sees. The
-- database's clock decides each state.
-- Parameters: $1 performance id, $2 user id.
-- Returns {seat, grade, price, state}. The state is `mine` only for seats of the user's live hold.
SELECT s.number AS seat, grade::text, price_krw AS price,
       CASE WHEN blocked_reason IS NOT NULL THEN 'blocked'
            WHEN s.reservation_id IS NULL OR s.held_until <= clock_timestamp() THEN 'available'
            WHEN s.held_until IS NULL THEN 'sold'
            WHEN r.user_id = $2::uuid THEN 'mine' ELSE 'held' END AS state
FROM seats s LEFT JOIN reservations r ON r.id = s.reservation_id
WHERE s.performance_id = $1::int ORDER BY s.number
