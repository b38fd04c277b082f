-- The payment of a CANCELLED reservation has a refund. The refund is the payment's amount minus the
-- fee. The payment of a PAID reservation has no refund. Inspects every payment.
SELECT format('payment %s of %s reservation %s', p.id, r.status, r.id) AS subject,
       CASE WHEN r.status = 'CANCELLED' AND f.id IS NULL THEN 'has no refund'
            WHEN r.status <> 'CANCELLED' AND f.id IS NOT NULL THEN format('has refund %s', f.id)
            WHEN f.amount_krw + f.fee_krw <> p.amount_krw
            THEN format('is %s, refund %s is %s and the fee %s',
              p.amount_krw, f.id, f.amount_krw, f.fee_krw) END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN refunds f ON f.payment_id = p.id
