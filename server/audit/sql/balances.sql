-- Every user has a wallet. The wallet's balance is the sum of the wallet's entries. Inspects every
-- user.
SELECT format('wallet of %s', u.id) AS subject,
       CASE WHEN a.id IS NULL THEN 'does not exist'
            WHEN a.balance_krw IS DISTINCT FROM e.sum
            THEN format('holds %s, its entries sum to %s', a.balance_krw, e.sum) END AS breach
FROM users u LEFT JOIN accounts a ON a.user_id = u.id
CROSS JOIN LATERAL
  (SELECT coalesce(sum(amount_krw), 0) AS sum FROM ledger_entries WHERE account_id = a.id) e
