-- Releases the numbers above $3, unless more have been reserved since.
-- $1 concert, $2 epoch, $3 the last issued number, $4 the reservation that the caller has seen.
UPDATE queue_epochs SET reserved = $3::int, idle = $3::int
WHERE concert_id = $1::int AND epoch = $2::int AND reservations = $4::int AND reserved >= $3::int
