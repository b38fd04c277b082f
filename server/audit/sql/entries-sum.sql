-- Each ledger transaction has entries with the sum zero, so that no money appears or disappears.
-- Inspects every ledger transaction.
SELECT format('%s transaction %s', kind, id) AS subject,
       CASE WHEN count(amount_krw) = 0 THEN 'has no entries'
            WHEN sum(amount_krw) <> 0 THEN format('sums to %s', sum(amount_krw)) END AS breach
FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id GROUP BY t.id
