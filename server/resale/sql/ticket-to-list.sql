-- Reads a ticket for its owner, who hands it back.
-- Parameters: $1 ticket id, $2 user id.
-- Returns {reservationId, concertId, performanceId, seat, kind: of the seat, price: in won, isOver: true
-- once the sale has closed, isGiven: true while a gift of the ticket is open, state: LISTED or OFFERED
-- while it is handed back, else null; closed: why the ticket stays as it is, or null}; no row for
-- another user's ticket. A ticket is VOID while it is OFFERED.
SELECT r.id AS "reservationId", r.concert_id AS "concertId", r.performance_id AS "performanceId",
       t.seat_number AS seat, s.kind::text AS kind,
       r.prices_krw[array_position(r.seats, t.seat_number)] AS price,
       c.state <> 'PUBLISHED' OR coalesce(c.closes_at <= clock_timestamp(), false) AS "isOver",
       g.id IS NOT NULL AS "isGiven", l.state::text AS state, ticket_closed(t) AS closed
FROM tickets t JOIN payments p ON p.id = t.payment_id
JOIN reservations r ON r.id = coalesce(t.reservation_id, p.reservation_id)
JOIN concerts c ON c.id = r.concert_id
JOIN seats s ON s.performance_id = t.performance_id AND s.number = t.seat_number
LEFT JOIN gifts g ON g.ticket_id = t.id AND g.state = 'OPEN' AND g.expires_at > clock_timestamp()
LEFT JOIN resales l ON l.ticket_id = t.id AND l.state IN ('LISTED', 'OFFERED')
WHERE t.id = $1::int AND r.user_id = $2::uuid
