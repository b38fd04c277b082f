-- Reads the payment of a PAID reservation.
-- Parameters: $1 reservation id.
-- Returns {id, amountKrw, fees: the schedule at payment, null for the default; startsAt, movedAt:
-- latest move of the performance or null; reservedAt: start of the hold; now}.
-- Returns no row if the reservation is not PAID.
SELECT p.id, amount_krw AS "amountKrw", cancellation_fees AS fees, starts_at AS "startsAt",
       moved_at AS "movedAt", r.created_at AS "reservedAt", clock_timestamp() AS now
FROM payments p JOIN reservations r ON r.id = p.reservation_id
JOIN performances f ON f.id = r.performance_id
WHERE p.reservation_id = $1 AND r.status = 'PAID'
