-- Reads the open gifts to the address of a user, the first to expire first, without those whose ticket
-- can no longer move.
-- Parameters: $1 user id, $2 maximum count.
-- Returns {giftId, from: name of the giver, texts, concertId, performanceId, startsAt, seat, grade,
-- expiresAt}.
SELECT g.id AS "giftId", giver.name AS from, c.texts, c.id AS "concertId",
       p.id AS "performanceId", p.starts_at AS "startsAt", t.seat_number AS seat, s.grade,
       g.expires_at AS "expiresAt"
FROM users u
JOIN gifts g ON g.email = u.email
JOIN tickets t ON t.id = g.ticket_id
JOIN reservations r ON r.id = g.reservation_id
JOIN users giver ON giver.id = r.user_id
JOIN concerts c ON c.id = r.concert_id
JOIN performances p ON p.id = r.performance_id
JOIN seats s ON s.performance_id = t.performance_id AND s.number = t.seat_number
WHERE u.id = $1::uuid AND g.state = 'OPEN' AND g.expires_at > clock_timestamp()
  AND ticket_closed(t) IS NULL
ORDER BY g.expires_at, g.id LIMIT $2::int
