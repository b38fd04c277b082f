-- Closes a hold without payment. Changes nothing unless the reservation is HELD. The caller must
-- hold the buyer's lock.
-- Parameters: $1 new status, EXPIRED or RELEASED; $2 reservation id.
UPDATE reservations SET status = $1::"ReservationStatus", closed_at = clock_timestamp()
WHERE id = $2 AND status = 'HELD'
