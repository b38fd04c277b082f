-- Each ledger transaction moves money between one wallet and one platform account. A charge debits
-- FUNDING. A payment credits REVENUE, and so does the forfeit of a balance. A refund debits REVENUE.
-- The checks payment-debits and refund-credits find payments and refunds without a wallet. Inspects
-- every charge and every ledger transaction with an entry of a wallet.
SELECT format('%s transaction %s', kind, id) AS subject,
       CASE WHEN wallets <> 1 OR platforms <> 1 OR entries <> 2
            THEN format('is between the accounts %s', accounts)
            WHEN CASE WHEN kind IN ('PAYMENT', 'FORFEIT') THEN gain_krw > 0 ELSE gain_krw < 0 END
            THEN format('moves %s into the wallet', gain_krw) END AS breach
FROM (
  SELECT t.id, t.kind, count(*) AS entries, count(*) FILTER (WHERE a.kind = 'PERSON') AS wallets,
         count(*) FILTER (WHERE a.kind =
           CASE t.kind WHEN 'CHARGE' THEN 'FUNDING' ELSE 'REVENUE' END::"AccountKind") AS platforms,
         sum(amount_krw) FILTER (WHERE a.kind = 'PERSON') AS gain_krw,
         array_agg(format('%s %s', a.kind, a.id) ORDER BY a.id) AS accounts
  FROM ledger_transactions t
  JOIN ledger_entries e ON e.transaction_id = t.id
  JOIN accounts a ON a.id = e.account_id
  GROUP BY t.id) moved
WHERE wallets > 0 OR kind = 'CHARGE'
