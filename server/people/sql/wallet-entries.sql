-- Reads a user's latest wallet entries, newest first, each with the payment or refund that made it.
-- Parameters: $1 user id, $2 maximum count.
-- Returns {transactionId, kind, amountKrw, balanceAfterKrw, at, paymentId, refundId, reservationId,
-- concertId}. The last four are null for a charge, and refundId is null for a payment.
SELECT e.transaction_id AS "transactionId", l.kind::text, e.amount_krw AS "amountKrw",
       e.balance_after_krw AS "balanceAfterKrw", l.created_at AS at,
       p.id AS "paymentId", f.id AS "refundId", p.reservation_id AS "reservationId",
       p.concert_id AS "concertId"
FROM accounts a
JOIN ledger_entries e ON e.account_id = a.id
JOIN ledger_transactions l ON l.id = e.transaction_id
LEFT JOIN refunds f ON f.transaction_id = l.id
LEFT JOIN LATERAL (
  SELECT id, reservation_id, concert_id FROM payments WHERE transaction_id = l.id
  UNION ALL
  SELECT id, reservation_id, concert_id FROM payments WHERE id = f.payment_id
) p ON true
WHERE a.user_id = $1::uuid
ORDER BY e.transaction_id DESC
LIMIT $2::int
