-- Each payment has exactly one reply. The reply belongs to the buyer. The reply states the
-- payment's reservation and amount. Inspects every payment and every reply to a payment.
SELECT coalesce('payment ' || p.id, format('reply %s to %s', k.key, k.user_id)) AS subject,
       CASE WHEN k.key IS NULL THEN 'has no reply'
            WHEN p.id IS NULL
            THEN format('names payment %s, which does not exist', k.reply ->> 'paymentId')
            WHEN count(*) OVER (PARTITION BY p.id) > 1 THEN 'has replies under several keys'
            WHEN k.user_id <> r.user_id OR (k.reply ->> 'reservationId')::int <> r.id
              OR (k.reply ->> 'amount')::bigint <> p.amount_krw
            THEN format('has a reply to %s of %s', k.user_id, k.reply - 'tickets') END AS breach
FROM (payments p JOIN reservations r ON r.id = p.reservation_id)
FULL JOIN (SELECT * FROM idempotency_keys WHERE operation = 'PAY') k
  ON (k.reply ->> 'paymentId')::int = p.id
