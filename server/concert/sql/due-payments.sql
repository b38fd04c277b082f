-- Reads payments that still have sold seats of a cancelled performance.
-- Parameters: $1 performance id, $2 maximum number of rows.
-- Returns {paymentId}, ordered by id.
SELECT DISTINCT payment.id AS "paymentId" FROM (
  SELECT DISTINCT reservation_id FROM seats
  WHERE performance_id = $1::int AND reservation_id IS NOT NULL AND held_until IS NULL
) sold CROSS JOIN LATERAL (
  SELECT payment_of(sold.reservation_id) AS id
) payment
ORDER BY payment.id LIMIT $2::int
