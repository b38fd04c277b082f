-- Each entry of a wallet says what the wallet held after it: the sum of its entries up to then, never below zero. House accounts
-- say nothing. A wallet's transactions are numbered under its lock, so their numbers are their order. Looks at every entry.
SELECT format('transaction %s, account %s', transaction_id, account_id) AS subject,
       CASE WHEN balance_after_krw IS DISTINCT FROM expected THEN format('says %s after it, should be %s', balance_after_krw, expected) END AS breach
FROM (
  SELECT transaction_id, account_id, balance_after_krw,
         CASE WHEN kind = 'PERSON' THEN sum(amount_krw) OVER (PARTITION BY account_id ORDER BY transaction_id) END AS expected
  FROM ledger_entries JOIN accounts ON accounts.id = account_id) entry
