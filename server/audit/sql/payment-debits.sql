-- The PAYMENT transaction of each payment debits the amount from the buyer's wallet, or nothing if
-- the payment is free. Each PAYMENT transaction belongs to a payment. Inspects every payment and every PAYMENT transaction.
SELECT coalesce('payment ' || p.id, format('PAYMENT transaction %s', t.id)) AS subject,
       CASE WHEN p.id IS NULL THEN 'belongs to no payment'
            WHEN t.id IS NULL THEN format('its transaction %s is no PAYMENT', p.transaction_id)
            WHEN e.amount_krw IS DISTINCT FROM nullif(-p.amount_krw, 0)
            THEN format('is %s; transaction %s moved %s in the wallet of %s',
              p.amount_krw, t.id, coalesce(e.amount_krw, 0), r.user_id) END AS breach
FROM payments p
FULL JOIN (SELECT id FROM ledger_transactions WHERE kind = 'PAYMENT') t ON t.id = p.transaction_id
LEFT JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN accounts a ON a.user_id = r.user_id
LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.account_id = a.id
