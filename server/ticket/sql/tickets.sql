-- Reads the tickets of reservations and the content of the tickets' codes. A single statement reads the
-- start and the issue, so that no code combines a new start with an old issue.
-- Parameters: $1 reservation ids.
-- Returns {reservationId, ticketId, concertId, performanceId, seat, grade, startsAt, issue, shortCode,
-- voided, resale: LISTED, OFFERED or null}, ordered by reservation, then seat.
SELECT of.reservation_id AS "reservationId", t.id AS "ticketId", p.concert_id AS "concertId",
       p.id AS "performanceId", t.seat_number AS seat, s.grade,
       p.starts_at AS "startsAt", t.issue, c.short_code AS "shortCode",
       t.voided_at IS NOT NULL AS voided, l.state::text AS resale
FROM unnest($1::int[]) AS of (reservation_id)
CROSS JOIN LATERAL tickets_of(of.reservation_id) t
JOIN performances p ON p.id = t.performance_id
JOIN ticket_codes c ON c.ticket_id = t.id AND c.issue = t.issue
JOIN seats s ON s.performance_id = t.performance_id AND s.number = t.seat_number
LEFT JOIN resales l ON l.ticket_id = t.id AND l.state IN ('LISTED', 'OFFERED')
ORDER BY of.reservation_id, t.seat_number
