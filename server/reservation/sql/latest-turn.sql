-- Finds a user's reservations in the latest turn at each concert.
-- Parameters: $1 user id.
-- Returns {id}.
SELECT reservations.id FROM reservations JOIN turns USING (user_id, concert_id)
WHERE user_id = $1::uuid AND turns.number = reservations.place_number
