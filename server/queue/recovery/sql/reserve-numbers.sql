-- Reserves a number block, if no other reservation followed the one that the caller has seen.
-- $1 concert, $2 epoch, $3 the reservation seen, $4 the least size of a block.
-- Returns the new reservation; no row if another one came first. A later epoch breaks
-- keep_numbers_apart.
UPDATE queue_epochs
SET reserved = reserved + greatest($4::int, reserved - base), reservations = reservations + 1
WHERE concert_id = $1::int AND epoch = $2::int AND reservations = $3::int
RETURNING reserved, reservations
