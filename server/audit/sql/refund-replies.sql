-- Each refund has exactly one reply. The reply belongs to the user who requested the refund.
-- Inspects every refund and every reply to a refund.
SELECT coalesce('refund ' || f.id, format('reply %s to %s', k.key, k.user_id)) AS subject,
       CASE WHEN k.key IS NULL THEN 'has no reply'
            WHEN f.id IS NULL
            THEN format('names refund %s, which does not exist', k.reply ->> 'refundId')
            WHEN count(*) OVER (PARTITION BY f.id) > 1 THEN 'has replies under several keys'
            WHEN k.user_id <> f.by_user_id OR (k.reply ->> 'amount')::bigint <> f.amount_krw
            THEN format('has a reply to %s of %s', k.user_id, k.reply) END AS breach
FROM refunds f
FULL JOIN (SELECT * FROM idempotency_keys WHERE operation IN ('CANCEL', 'REFUND')) k
  ON (k.reply ->> 'refundId')::int = f.id
