-- Reads a performance's seats and their owners, ordered by seat number. The database's clock
-- decides the expiry of holds.
-- Parameters: $1 performance id.
-- Returns {seat, grade, price, kind, companionOf, row, column, state, blockedReason, userId, name,
-- email, heldUntil, reservationId, paymentId, paidAmount, paidPrice, ticketId, ticketVoid}. The
-- fields userId, name, email and reservationId are null unless the seat is held or sold, and for a
-- seat that waits for the waitlist, which counts as held. The field
-- heldUntil is null unless the seat is held. The fields paymentId, paidAmount, paidPrice and
-- ticketId are null unless the seat is sold. The field paidAmount is the sum of the reservation's
-- remaining seats. The field ticketVoid is true for a ticket that staff voided.
SELECT s.number AS seat, grade, price_krw AS price, kind::text, companion_of AS "companionOf",
       plan_row AS "row", plan_column AS "column",
       CASE WHEN live.held THEN s.held_until END AS "heldUntil",
       CASE WHEN live.held OR live.sold THEN r.user_id::text END AS "userId",
       CASE WHEN live.held OR live.sold THEN u.name END AS name,
       CASE WHEN live.held OR live.sold THEN u.email END AS email,
       CASE WHEN live.held OR live.sold THEN r.id END AS "reservationId",
       CASE WHEN live.sold THEN p.id END AS "paymentId",
       CASE WHEN live.sold THEN r.prices_krw[array_position(r.seats, s.number)] END AS "paidPrice",
       CASE WHEN live.sold THEN t.id END AS "ticketId",
       live.sold AND t.voided_at IS NOT NULL AS "ticketVoid",
       CASE WHEN live.sold THEN sum_krw(r.prices_krw) END AS "paidAmount",
       blocked_reason AS "blockedReason",
       CASE WHEN blocked_reason IS NOT NULL THEN 'blocked' WHEN live.sold THEN 'sold'
            WHEN live.held OR s.kept OR (s.waited AND s.held_until IS NOT NULL) THEN 'held'
            ELSE 'available' END AS state
FROM seats s LEFT JOIN reservations r ON r.id = s.reservation_id
LEFT JOIN users u ON u.id = r.user_id LEFT JOIN payments p ON p.id = payment_of(r.id)
LEFT JOIN tickets t ON t.payment_id = p.id AND t.seat_number = s.number
CROSS JOIN LATERAL (SELECT coalesce(s.held_until > clock_timestamp(), false) AS held,
                           s.reservation_id IS NOT NULL AND s.held_until IS NULL AS sold) live
WHERE s.performance_id = $1::int ORDER BY s.number
