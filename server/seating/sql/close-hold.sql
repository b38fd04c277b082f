-- Closes a hold without payment. Changes nothing unless the reservation is HELD. The caller must
-- hold the buyer's lock.
-- Parameters: $1 new status, EXPIRED or RELEASED; $2 reservation id; $3 reason of staff, or null.
UPDATE reservations
SET released_reason = $3, status = $1::"ReservationStatus", closed_at = clock_timestamp()
WHERE id = $2 AND status = 'HELD'
