-- Everybody has a wallet, and it holds what its entries sum to. Looks at every person.
SELECT format('wallet of %s', u.id) AS subject,
       CASE WHEN a.id IS NULL THEN 'is not there'
            WHEN a.balance_krw IS DISTINCT FROM e.sum THEN format('holds %s, its entries sum to %s', a.balance_krw, e.sum) END AS breach
FROM users u LEFT JOIN accounts a ON a.user_id = u.id
CROSS JOIN LATERAL (SELECT coalesce(sum(amount_krw), 0) AS sum FROM ledger_entries WHERE account_id = a.id) e
