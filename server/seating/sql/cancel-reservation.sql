-- Cancels a paid reservation. Changes nothing unless the reservation is PAID. The caller must hold
-- the buyer's lock.
-- Parameters: $1 reservation id.
UPDATE reservations SET status = 'CANCELLED', closed_at = clock_timestamp()
WHERE id = $1 AND status = 'PAID'
