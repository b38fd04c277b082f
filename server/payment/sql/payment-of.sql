-- Finds the payment of a user's reservation, also of one that a gift made.
-- Parameters: $1 reservation id, $2 user id.
-- Returns {paymentId: null if the reservation is not paid, status: as in reservation.sql}; no row for
-- another user's reservation.
SELECT coalesce(r.gift_payment_id, p.id) AS "paymentId",
       CASE WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED'
            ELSE status::text END AS status
FROM reservations r LEFT JOIN payments p ON p.reservation_id = r.id
WHERE r.id = $1::int AND r.user_id = $2::uuid
