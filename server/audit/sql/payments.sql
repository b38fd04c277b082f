-- Each PAID or CANCELLED reservation has a payment for the same concert: its own, or that of the gift
-- that made it. The payment's amount is the sum of the prices of the remaining seats, also of those
-- given away, and of the refunded seats. A cancelled reservation has no remaining seats. No HELD,
-- EXPIRED or RELEASED reservation has a payment. Inspects every PAID or CANCELLED reservation and every
-- reservation with a payment.
SELECT format('%s reservation %s', r.status, r.id) AS subject,
       CASE WHEN num_nonnulls(r.gift_payment_id, own.id) > 1
            THEN format('has payment %s and a gift of payment %s', own.id, r.gift_payment_id)
            WHEN p.id IS NULL THEN 'has no payment'
            WHEN r.status NOT IN ('PAID', 'CANCELLED') THEN format('has payment %s', p.id)
            WHEN p.concert_id <> r.concert_id
            THEN format('of concert %s, payment %s of concert %s', r.concert_id, p.id, p.concert_id)
            WHEN p.amount_krw <> r.left_krw + given.krw + refunded.krw
            THEN format('costs %s, with gifts of %s and refunds of %s; payment %s is %s',
              r.left_krw, given.krw, refunded.krw, p.id, p.amount_krw) END AS breach
FROM (SELECT id, status, concert_id, gift_payment_id,
             CASE status WHEN 'CANCELLED' THEN 0 ELSE sum_krw(prices_krw) END AS left_krw
      FROM reservations) r
LEFT JOIN payments own ON own.reservation_id = r.id
LEFT JOIN payments p ON p.id = coalesce(own.id, r.gift_payment_id)
CROSS JOIN LATERAL (
  SELECT coalesce(sum(sum_krw(prices_krw)), 0) AS krw FROM reservations other
  WHERE (other.gift_payment_id = p.id OR other.id = p.reservation_id) AND other.id <> r.id
    AND other.status = 'PAID') given
CROSS JOIN LATERAL (SELECT coalesce(sum(sum_krw(prices_krw)), 0) AS krw
                    FROM refunds WHERE payment_id = p.id) refunded
WHERE p.id IS NOT NULL OR r.status IN ('PAID', 'CANCELLED')
