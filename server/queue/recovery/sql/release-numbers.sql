-- Releases the numbers above $3, unless another reservation followed reservation $4.
-- Parameters: $1 concert, $2 epoch, $3 last issued number, $4 ordinal of the caller's latest known
-- reservation.
UPDATE queue_epochs SET reserved = $3::int, idle = $3::int
WHERE concert_id = $1::int AND epoch = $2::int AND reservations = $4::int AND reserved >= $3::int
