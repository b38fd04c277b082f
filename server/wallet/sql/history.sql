-- Reads a page of a wallet's entries, newest first, with the reservation of each payment and refund.
-- The inner query limits the entries first, so that the joins read only the page's reservations.
-- Parameters: $1 user id, $2 kind or null for all, $3 oldest transaction id already read or null,
-- $4 number of entries.
-- Returns {id, kind, amountKrw, balanceAfterKrw, at, reservation}. `reservation` is null for a
-- charge, and otherwise {reservationId, texts, startsAt, seats}. `seats` lists the paid or returned
-- seats as {seat, grade}, ordered by seat.
SELECT page.*, booked.reservation
FROM (
  SELECT t.id, t.kind::text, e.amount_krw AS "amountKrw", e.balance_after_krw AS "balanceAfterKrw",
         t.created_at AS at
  FROM accounts a
  JOIN ledger_entries e ON e.account_id = a.id
  JOIN ledger_transactions t ON t.id = e.transaction_id
  WHERE a.user_id = $1::uuid
    AND ($2::text IS NULL OR t.kind::text = $2::text)
    AND ($3::int IS NULL OR e.transaction_id < $3::int)
  ORDER BY e.transaction_id DESC LIMIT $4::int
) page
LEFT JOIN LATERAL (
  SELECT json_build_object(
    'reservationId', r.id, 'texts', c.texts, 'startsAt', p.starts_at,
    'seats', (SELECT json_agg(json_build_object('seat', t.seat_number, 'grade', s.grade)
                              ORDER BY t.seat_number)
              FROM tickets t
              JOIN seats s ON s.performance_id = t.performance_id AND s.number = t.seat_number
              WHERE t.payment_id = moved.payment_id
                AND (moved.seats IS NULL OR t.seat_number = ANY (moved.seats)))
  ) AS reservation
  FROM (
    SELECT id AS payment_id, reservation_id, NULL::smallint[] AS seats
    FROM payments WHERE transaction_id = page.id
    UNION ALL
    SELECT payment.id, payment.reservation_id, refund.seats
    FROM refunds refund JOIN payments payment ON payment.id = refund.payment_id
    WHERE refund.transaction_id = page.id
  ) moved
  JOIN reservations r ON r.id = moved.reservation_id
  JOIN performances p ON p.id = r.performance_id
  JOIN concerts c ON c.id = r.concert_id
) booked ON true
ORDER BY page.id DESC
