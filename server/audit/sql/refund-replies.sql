-- Each refund was answered once, to who asked for it. Looks at every refund and every reply to one.
SELECT coalesce('refund ' || f.id, format('reply %s to %s', k.key, k.user_id)) AS subject,
       CASE WHEN k.key IS NULL THEN 'was never answered'
            WHEN f.id IS NULL THEN format('tells of refund %s, which is not there', k.reply ->> 'refundId')
            WHEN count(*) OVER (PARTITION BY f.id) > 1 THEN 'was answered under several keys'
            WHEN k.user_id <> f.by_user_id OR (k.reply ->> 'amount')::bigint <> f.amount_krw
            THEN format('was answered to %s as %s', k.user_id, k.reply) END AS breach
FROM refunds f
FULL JOIN (SELECT * FROM idempotency_keys WHERE operation IN ('CANCEL', 'REFUND')) k ON (k.reply ->> 'refundId')::int = f.id
