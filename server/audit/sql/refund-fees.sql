-- A cancellation gave back what was paid less the fee that the payment's own schedule says for that day, and an administrator's refund
-- all of it. The day is that of the moment by which it was judged, at which the tickets became void; days are Seoul's, and shows keep
-- theirs. A payment without a schedule goes by the usual one (server/payment/fee.schema.ts). Looks at every refund.
SELECT format('refund %s of payment %s', f.id, p.id) AS subject,
       CASE WHEN k.operation = 'REFUND' AND f.amount_krw <> p.amount_krw
            THEN format('gave back %s of %s, and an administrator gives back all', f.amount_krw, p.amount_krw)
            WHEN k.operation = 'CANCEL' AND due.percent IS NULL AND left_days IS NOT NULL
            THEN format('was cancelled %s days before the show, when nothing can be', left_days)
            WHEN k.operation = 'CANCEL' AND f.amount_krw <> p.amount_krw - p.amount_krw * due.percent / 100
            THEN format('gave back %s of %s, %s days before the show, when the fee is %s %%', f.amount_krw, p.amount_krw, left_days, due.percent)
       END AS breach
FROM refunds f
JOIN payments p ON p.id = f.payment_id
JOIN reservations r ON r.id = p.reservation_id
JOIN performances s ON s.id = r.performance_id
LEFT JOIN idempotency_keys k ON k.operation IN ('CANCEL', 'REFUND') AND (k.reply ->> 'refundId')::int = f.id
CROSS JOIN LATERAL (
  SELECT (s.starts_at AT TIME ZONE 'Asia/Seoul')::date - (min(voided_at) AT TIME ZONE 'Asia/Seoul')::date AS left_days
  FROM tickets WHERE payment_id = p.id) judged
LEFT JOIN LATERAL (
  SELECT (step ->> 'percent')::int AS percent
  FROM jsonb_array_elements(coalesce(p.cancellation_fees,
    '[{"fromDays": 10, "percent": 0}, {"fromDays": 7, "percent": 10}, {"fromDays": 3, "percent": 20}, {"fromDays": 1, "percent": 30}]')) step
  WHERE left_days >= (step ->> 'fromDays')::int ORDER BY (step ->> 'fromDays')::int DESC LIMIT 1) due ON true
