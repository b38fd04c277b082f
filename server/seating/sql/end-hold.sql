-- Removes a closed, unpaid hold from its buyer's row, unless the row points to a newer hold. Adds
-- twice the hold's duration to the buyer's penalty, unless staff ended the hold or the waitlist
-- offered it. The added penalty starts when the previous penalty ends. The caller must hold the buyer's lock.
-- Parameters: $1 reservation id, $2 user id, $3 concert id.
UPDATE buyers b
SET held_reservation_id = nullif(b.held_reservation_id, r.id),
    seats_held = CASE WHEN b.held_reservation_id = r.id THEN 0 ELSE b.seats_held END,
    vain_until = CASE WHEN r.released_reason IS NULL AND NOT r.offer
                      THEN greatest(b.vain_until, ended.at)
                           + 2 * greatest(ended.at - r.created_at, interval '0')
                      ELSE b.vain_until END
FROM reservations r CROSS JOIN LATERAL (SELECT least(r.closed_at, r.held_until) AS at) ended
WHERE r.id = $1::int AND b.user_id = $2::uuid AND b.concert_id = $3::int
