-- Each entry of a wallet states the new balance: the sum of this entry and all earlier entries.
-- Entries of platform accounts state no balance. Transaction ids order the entries of a wallet,
-- because each transaction gets an id under the wallet's lock. Inspects every entry.
SELECT format('transaction %s, account %s', transaction_id, account_id) AS subject,
       CASE WHEN balance_after_krw IS DISTINCT FROM expected
            THEN format('states balance %s, should be %s', balance_after_krw, expected)
       END AS breach
FROM (
  SELECT transaction_id, account_id, balance_after_krw,
         CASE WHEN kind = 'PERSON'
              THEN sum(amount_krw) OVER (PARTITION BY account_id ORDER BY transaction_id)
         END AS expected
  FROM ledger_entries JOIN accounts ON accounts.id = account_id) entry
