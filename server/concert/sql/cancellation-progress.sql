-- Counts the payments of a concert's cancelled dates, and those of them that are not refunded yet. A
-- sold seat of a cancelled date is not refunded.
-- Parameters: $1 concert id.
-- Returns {total, left}; no row without a cancelled date.
SELECT sum(c.payments)::int AS total, sum(due.payments)::int AS left
FROM performances p JOIN cancellations c ON c.performance_id = p.id
CROSS JOIN LATERAL (
  SELECT count(DISTINCT payment_of(reservation_id)) AS payments FROM seats
  WHERE performance_id = p.id AND reservation_id IS NOT NULL AND held_until IS NULL
) due
WHERE p.concert_id = $1::int HAVING count(*) > 0
