-- Each refund has exactly one reply, except those of resold tickets, which the buyer's payment makes. The reply belongs to the user who requested the refund.
-- Inspects every refund and every reply to a refund.
SELECT coalesce('refund ' || f.id, format('reply %s to %s', k.key, k.user_id)) AS subject,
       CASE WHEN l.id IS NOT NULL AND k.key IS NOT NULL THEN 'is of a resale and has a reply'
            WHEN l.id IS NOT NULL THEN NULL
            WHEN k.key IS NULL THEN 'has no reply'
            WHEN f.id IS NULL
            THEN format('names refund %s, which does not exist', k.reply ->> 'refundId')
            WHEN count(*) OVER (PARTITION BY f.id) > 1 THEN 'has replies under several keys'
            WHEN k.user_id <> f.by_user_id OR (k.reply ->> 'amount')::bigint <> f.amount_krw
            THEN format('has a reply to %s of %s', k.user_id, k.reply) END AS breach
FROM refunds f
FULL JOIN (SELECT * FROM idempotency_keys WHERE operation IN ('CANCEL', 'REFUND')) k
  ON (k.reply ->> 'refundId')::int = f.id
LEFT JOIN resales l ON l.refund_id = f.id
