-- What an administrator gave back stands in the audit log once, with who did it and why; and nothing stands there that was not done.
-- Looks at every refund and every entry about one.
SELECT coalesce('refund ' || f.id, format('audit entry %s', l.id)) AS subject,
       CASE WHEN f.id IS NULL THEN format('tells of refund %s, which is not there', l.details ->> 'refundId')
            WHEN l.id IS NULL AND (f.by_user_id <> r.user_id OR k.key IS NOT NULL) THEN format('was made by %s, and stands nowhere', f.by_user_id)
            WHEN count(l.id) OVER (PARTITION BY f.id) > 1 THEN 'stands there several times'
            WHEN l.actor_id <> f.by_user_id OR l.reason <> f.reason OR l.concert_id <> r.concert_id
                 OR (l.details ->> 'paymentId')::int <> f.payment_id
            THEN format('was made by %s of payment %s, entry %s tells of %s and %s', f.by_user_id, f.payment_id, l.id, l.actor_id, l.details) END AS breach
FROM refunds f
FULL JOIN (SELECT * FROM audit_log WHERE action = 'payment.refund') l ON (l.details ->> 'refundId')::int = f.id
LEFT JOIN payments p ON p.id = f.payment_id
LEFT JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN idempotency_keys k ON k.operation = 'REFUND' AND (k.reply ->> 'refundId')::int = f.id
