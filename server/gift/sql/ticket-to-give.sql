-- Reads a ticket for its owner, who gives it.
-- Parameters: $1 ticket id, $2 user id.
-- Returns {reservationId, concertId, performanceId, seat, ownEmail: address of the owner, openGiftId:
-- gift that is open by the clock, or null; closed: why the ticket stays as it is, or null; LISTED while
-- its owner hands it back; isOffered: true while the waitlist offers its seat; lone:
-- companion seats that would lack their wheelchair seat}; no row for another user's ticket.
SELECT r.id AS "reservationId", r.concert_id AS "concertId", r.performance_id AS "performanceId",
       t.seat_number AS seat, u.email AS "ownEmail", g.id AS "openGiftId", l.state = 'OFFERED' IS TRUE AS "isOffered",
       coalesce(ticket_closed(t), CASE WHEN l.id IS NOT NULL THEN 'LISTED' END) AS closed,
       ARRAY(SELECT s.number FROM seats s
             WHERE s.performance_id = t.performance_id AND s.companion_of IS NOT NULL
               AND s.number = ANY (r.seats) AND t.seat_number IN (s.number, s.companion_of)
             ORDER BY s.number) AS lone
FROM tickets t JOIN payments p ON p.id = t.payment_id
JOIN reservations r ON r.id = coalesce(t.reservation_id, p.reservation_id)
JOIN users u ON u.id = r.user_id
LEFT JOIN gifts g ON g.ticket_id = t.id AND g.state = 'OPEN' AND g.expires_at > clock_timestamp()
LEFT JOIN resales l ON l.ticket_id = t.id AND l.state IN ('LISTED', 'OFFERED')
WHERE t.id = $1::int AND r.user_id = $2::uuid
