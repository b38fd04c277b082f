-- Marks all numbers from $3 as in use again. The statement counts as a reservation.
-- Parameters: $1 concert, $2 epoch, $3 lowest number.
-- Returns {reservations}: the ordinal of the reservation in the epoch. Fails with check_violation
-- (keep_numbers_apart) if a later epoch has begun.
UPDATE queue_epochs SET idle = least(idle, $3::int - 1), reservations = reservations + 1
WHERE concert_id = $1::int AND epoch = $2::int
RETURNING reservations
