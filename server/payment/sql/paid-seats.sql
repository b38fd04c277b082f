-- Reads a payment with its tickets, to refund them. A gift moves a ticket to another reservation.
-- Parameters: $1 payment id.
-- Returns {paymentId, payerId, payerReservationId, concertId, fees: the schedule at payment, null for
-- the default; startsAt, movedAt: latest move of the performance or null; isCancelled: true for a
-- cancelled performance; now, tickets: [{ticketId, seat, reservationId, userId: owner of that
-- reservation; price: in won, null for a refunded ticket; reservedAt: start of the reservation;
-- isRefunded, isUsed: true if its holder is inside, isOffered: true while
-- the waitlist offers the seat}], ordered by seat}. Returns no row without a
-- payment.
SELECT p.id AS "paymentId", r.user_id::text AS "payerId", r.id AS "payerReservationId",
       p.concert_id AS "concertId", cancellation_fees AS fees, starts_at AS "startsAt",
       moved_at AS "movedAt", cancelled_at IS NOT NULL AS "isCancelled",
       clock_timestamp()::timestamptz(3) AS now, paid.tickets
FROM payments p JOIN reservations r ON r.id = p.reservation_id
JOIN performances f ON f.id = r.performance_id
CROSS JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object(
    'ticketId', t.id, 'seat', t.seat_number, 'reservationId', h.id, 'userId', h.user_id,
    'price', h.prices_krw[array_position(h.seats, t.seat_number)],
    'reservedAt', to_char(h.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'isRefunded', t.refund_id IS NOT NULL, 'isUsed', u.id IS NOT NULL,
    'isOffered', l.id IS NOT NULL) ORDER BY t.seat_number
  ) AS tickets
  FROM tickets t
  JOIN reservations h ON h.id = coalesce(t.reservation_id, p.reservation_id)
  LEFT JOIN door_scans u ON u.ticket_id = t.id AND u.issue = t.issue
    AND u.state = 'VALID' AND u.undone_at IS NULL
  LEFT JOIN resales l ON l.ticket_id = t.id AND l.state = 'OFFERED'
  WHERE t.payment_id = p.id
) paid
WHERE p.id = $1::int
