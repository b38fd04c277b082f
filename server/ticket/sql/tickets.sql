-- Reads the tickets of payments and the content of the tickets' codes. A single statement reads the
-- start and the issue, so that no code combines a new start with an old issue.
-- Parameters: $1 payment ids.
-- Returns {paymentId, ticketId, concertId, performanceId, seat, grade, startsAt, issue, shortCode,
-- voided}, ordered by payment, then seat.
SELECT t.payment_id AS "paymentId", t.id AS "ticketId", p.concert_id AS "concertId",
       p.id AS "performanceId", t.seat_number AS seat, s.grade,
       p.starts_at AS "startsAt", t.issue, c.short_code AS "shortCode",
       t.voided_at IS NOT NULL AS voided
FROM tickets t
JOIN performances p ON p.id = t.performance_id
JOIN ticket_codes c ON c.ticket_id = t.id AND c.issue = t.issue
JOIN seats s ON s.performance_id = t.performance_id AND s.number = t.seat_number
WHERE t.payment_id = ANY ($1::int[])
ORDER BY t.payment_id, t.seat_number
