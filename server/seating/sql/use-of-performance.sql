-- Locks all seats of a performance in number order, and counts the seats in use. A reservation that
-- no job has closed counts as held, even if it lapses now.
-- Parameters: $1 performance id.
-- Returns one row {held, sold, tickets: number of tickets ever printed}.
WITH locked AS MATERIALIZED (
  SELECT reservation_id, held_until FROM seats
  WHERE performance_id = $1::int ORDER BY number FOR UPDATE
)
SELECT (SELECT coalesce(sum(cardinality(seats)), 0) FROM reservations
        WHERE performance_id = $1::int AND status = 'HELD')::int AS held,
       (SELECT count(*) FROM tickets WHERE performance_id = $1::int)::int AS tickets,
       (count(*) FILTER (WHERE reservation_id IS NOT NULL AND held_until IS NULL))::int AS sold
FROM locked
