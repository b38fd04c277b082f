-- Reserves a number block, unless another reservation followed reservation $3.
-- Parameters: $1 concert, $2 epoch, $3 ordinal of the caller's latest known reservation, $4 minimum
-- size of the block.
-- Returns {reserved, reservations}: the highest reserved number and the ordinal of the reservation.
-- Returns no row if another reservation came first. Fails with check_violation (keep_numbers_apart)
-- if a later epoch has begun.
UPDATE queue_epochs
SET reserved = reserved + greatest($4::int, reserved - base), reservations = reservations + 1
WHERE concert_id = $1::int AND epoch = $2::int AND reservations = $3::int
RETURNING reserved, reservations
