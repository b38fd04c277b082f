-- Reads payments that still have sold seats of a cancelled performance.
-- Parameters: $1 performance id, $2 maximum number of rows.
-- Returns {paymentId}, ordered by id.
SELECT payment.id AS "paymentId" FROM (
  SELECT DISTINCT reservation_id FROM seats
  WHERE performance_id = $1::int AND reservation_id IS NOT NULL AND held_until IS NULL
) sold CROSS JOIN LATERAL (
  SELECT id FROM payments p WHERE p.reservation_id = sold.reservation_id LIMIT 1
) payment
ORDER BY payment.id LIMIT $2::int
