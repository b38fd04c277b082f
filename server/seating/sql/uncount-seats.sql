-- Subtracts the number of returned seats from the buyer's paid seats, which count towards the seat
-- limit. The caller must hold the buyer's lock.
-- Parameters: $1 number of seats, $2 user id, $3 concert id.
UPDATE buyers SET seats_paid = seats_paid - $1::smallint
WHERE user_id = $2::uuid AND concert_id = $3::int
