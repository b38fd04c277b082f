-- Returned seats no longer count towards the buyer's limit.
-- $1 how many, $2 user, $3 concert. The buyer must be locked.
UPDATE buyers SET seats_paid = seats_paid - $1::smallint WHERE user_id = $2::uuid AND concert_id = $3::int
