-- The REFUND transaction of each refund credits the amount to the buyer's wallet, or nothing if the
-- amount is 0. Each REFUND transaction belongs to a refund. Inspects every refund and every REFUND transaction.
SELECT coalesce('refund ' || f.id, format('REFUND transaction %s', t.id)) AS subject,
       CASE WHEN f.id IS NULL THEN 'belongs to no refund'
            WHEN t.id IS NULL THEN format('its transaction %s is no REFUND', f.transaction_id)
            WHEN e.amount_krw IS DISTINCT FROM nullif(f.amount_krw, 0)
            THEN format('is %s; transaction %s moved %s in the wallet of %s',
              f.amount_krw, t.id, coalesce(e.amount_krw, 0), r.user_id) END AS breach
FROM refunds f
FULL JOIN (SELECT id FROM ledger_transactions WHERE kind = 'REFUND') t ON t.id = f.transaction_id
LEFT JOIN payments p ON p.id = f.payment_id
LEFT JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN accounts a ON a.user_id = r.user_id
LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.account_id = a.id
