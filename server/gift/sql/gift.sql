-- Reads a gift for its giver or its addressee.
-- Parameters: $1 gift id, $2 user id.
-- Returns {giftId, isGiver, isVerified: true if the user has proved the own address; state: EXPIRED by
-- the clock; ticketId, seat, reservationId: of the giver, giverId, concertId, performanceId,
-- addresseeId: account of the address or null; receivedId: reservation that the acceptance made, or
-- null; closed: why the ticket stays as it is, or null}; no row for everyone else. The person who
-- accepted stays the addressee after a change of address.
SELECT g.id AS "giftId", r.user_id = u.id AS "isGiver",
       u.email_verified_at IS NOT NULL AS "isVerified",
       CASE WHEN g.state = 'OPEN' AND g.expires_at <= clock_timestamp() THEN 'EXPIRED'
            ELSE g.state::text END AS state,
       g.ticket_id AS "ticketId", t.seat_number AS seat, r.id AS "reservationId",
       r.user_id::text AS "giverId", r.concert_id AS "concertId",
       r.performance_id AS "performanceId",
       (SELECT id::text FROM users WHERE email = g.email) AS "addresseeId",
       g.received_id AS "receivedId", ticket_closed(t) AS closed
FROM gifts g
JOIN tickets t ON t.id = g.ticket_id
JOIN reservations r ON r.id = g.reservation_id
JOIN users u ON u.id = $2::uuid
LEFT JOIN reservations received ON received.id = g.received_id
WHERE g.id = $1::int AND (r.user_id = u.id OR coalesce(received.user_id = u.id, u.email = g.email))
