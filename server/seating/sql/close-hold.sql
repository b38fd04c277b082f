-- Closes a hold without payment.
-- $1 EXPIRED or RELEASED, $2 reservation. Its buyer must be locked. Changes nothing unless HELD.
UPDATE reservations SET status = $1::"ReservationStatus", closed_at = clock_timestamp() WHERE id = $2 AND status = 'HELD'
