-- Cancels a paid reservation.
-- $1 reservation. Its buyer must be locked. Changes nothing unless PAID.
UPDATE reservations SET status = 'CANCELLED', closed_at = clock_timestamp() WHERE id = $1 AND status = 'PAID'
