-- Reads the seats of a payment, to refund them.
-- Parameters: $1 reservation id.
-- Returns {paymentId, status, fees: the schedule at payment, null for the default; startsAt, movedAt:
-- latest move of the performance or null; isCancelled: true for a cancelled performance; reservedAt:
-- start of the hold; now, seats: all seat numbers of the payment, refunded: the seat numbers that have
-- a refund}. Returns no row without a payment.
SELECT p.id AS "paymentId", r.status::text AS status, cancellation_fees AS fees,
       starts_at AS "startsAt", moved_at AS "movedAt", cancelled_at IS NOT NULL AS "isCancelled",
       r.created_at AS "reservedAt", clock_timestamp()::timestamptz(3) AS now, t.seats, t.refunded
FROM payments p JOIN reservations r ON r.id = p.reservation_id
JOIN performances f ON f.id = r.performance_id
CROSS JOIN LATERAL (
  SELECT array_agg(seat_number) AS seats,
         coalesce(array_agg(seat_number) FILTER (WHERE refund_id IS NOT NULL), '{}') AS refunded
  FROM tickets WHERE payment_id = p.id) t
WHERE p.reservation_id = $1::int
