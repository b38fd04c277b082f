-- Each PAID or CANCELLED reservation has a payment for the same concert. The payment's amount is
-- the sum of the reservation's prices. No HELD, EXPIRED or RELEASED reservation has a payment.
-- Inspects every PAID or CANCELLED reservation and every reservation with a payment.
SELECT format('%s reservation %s', r.status, r.id) AS subject,
       CASE WHEN p.id IS NULL THEN 'has no payment'
            WHEN r.status NOT IN ('PAID', 'CANCELLED') THEN format('has payment %s', p.id)
            WHEN p.concert_id <> r.concert_id
            THEN format('of concert %s, payment %s of concert %s', r.concert_id, p.id, p.concert_id)
            WHEN p.amount_krw <> r.price_krw
            THEN format('costs %s, payment %s is %s', r.price_krw, p.id, p.amount_krw) END AS breach
FROM (SELECT id, status, concert_id,
             (SELECT sum(price) FROM unnest(prices_krw) AS price) AS price_krw
      FROM reservations) r
LEFT JOIN payments p ON p.reservation_id = r.id
WHERE p.id IS NOT NULL OR r.status IN ('PAID', 'CANCELLED')
