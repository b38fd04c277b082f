-- Each refund by an administrator, and so not by the owner of its tickets, has exactly one audit entry with the same actor and reason. Each
-- audit entry about a refund names an existing refund. Inspects every refund and every audit entry
-- about a refund.
SELECT coalesce('refund ' || f.id, format('audit entry %s', l.id)) AS subject,
       CASE WHEN f.id IS NULL
            THEN format('names refund %s, which does not exist', l.after ->> 'refundId')
            WHEN l.id IS NULL AND (owner.is_own IS NOT TRUE OR k.key IS NOT NULL)
            THEN format('was made by %s, and has no audit entry', f.by_user_id)
            WHEN count(l.id) OVER (PARTITION BY f.id) > 1 THEN 'has several audit entries'
            WHEN l.actor_id <> f.by_user_id OR l.reason <> f.reason OR l.concert_id <> r.concert_id
                 OR (l.after ->> 'paymentId')::int <> f.payment_id
            THEN format('was made by %s of payment %s, entry %s names %s and %s',
              f.by_user_id, f.payment_id, l.id, l.actor_id, l.after) END AS breach
FROM refunds f
FULL JOIN (SELECT * FROM audit_log WHERE action = 'payment.refund') l
  ON (l.after ->> 'refundId')::int = f.id
LEFT JOIN payments p ON p.id = f.payment_id
LEFT JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN LATERAL (
  SELECT bool_and(h.user_id = f.by_user_id) AS is_own
  FROM tickets t JOIN reservations h ON h.id = coalesce(t.reservation_id, r.id)
  WHERE t.payment_id = f.payment_id AND t.seat_number = ANY (f.seats)) owner ON true
LEFT JOIN idempotency_keys k ON k.operation = 'REFUND' AND (k.reply ->> 'refundId')::int = f.id
