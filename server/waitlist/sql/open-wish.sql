-- Reads a user's wish at a concert that is waiting or has an offer.
-- Parameters: $1 user id, $2 concert id.
-- Returns {wishId, number, status, performances, grades, party, together, priceMax, reservationId}.
-- The fields performances, grades and priceMax are null for any.
SELECT id AS "wishId", number, status::text, performances, grades, party, together,
       price_max_krw::int AS "priceMax", reservation_id AS "reservationId"
FROM wishes WHERE user_id = $1::uuid AND concert_id = $2::int AND status IN ('WAITING', 'OFFERED')
