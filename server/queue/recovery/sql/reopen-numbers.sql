-- Marks the numbers from $3 on as in use again. Counts as a reservation.
-- $1 concert, $2 epoch, $3 the lowest number.
-- Returns that reservation. A later epoch breaks keep_numbers_apart.
UPDATE queue_epochs SET idle = least(idle, $3::int - 1), reservations = reservations + 1
WHERE concert_id = $1::int AND epoch = $2::int
RETURNING reservations
