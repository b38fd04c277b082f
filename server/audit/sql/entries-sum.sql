-- Each ledger transaction has entries with the sum zero, so that no money appears or disappears. The
-- transaction of a free payment, or of its refund, has no entries. Inspects every ledger transaction.
SELECT format('%s transaction %s', kind, id) AS subject,
       CASE WHEN count(e.amount_krw) = 0 AND NOT coalesce(bool_or(free), false)
            THEN 'has no entries'
            WHEN sum(e.amount_krw) <> 0 THEN format('sums to %s', sum(e.amount_krw)) END AS breach
FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
LEFT JOIN (SELECT transaction_id, amount_krw = 0 AS free FROM payments
           UNION ALL SELECT transaction_id, amount_krw = 0 FROM refunds) paid
  ON paid.transaction_id = t.id
GROUP BY t.id
