-- Each charge has exactly one reply. The reply states the balance after the charge. The check
-- matches charges and replies by user and balance, because a reply names no transaction. Counts
-- the charges and replies that it inspects.
WITH answered AS (
  SELECT user_id, (reply ->> 'balance')::bigint AS balance,
         row_number() OVER (PARTITION BY user_id, reply ->> 'balance') AS nth
  FROM idempotency_keys WHERE operation = 'CHARGE'
), charged AS (
  SELECT user_id, balance, row_number() OVER (PARTITION BY user_id, balance) AS nth, id FROM (
    SELECT a.user_id, t.id,
           sum(e.amount_krw) OVER (PARTITION BY a.id ORDER BY t.id) AS balance, t.kind
    FROM ledger_entries e
    JOIN ledger_transactions t ON t.id = e.transaction_id
    JOIN accounts a ON a.id = e.account_id
    WHERE a.kind = 'PERSON') moved WHERE kind = 'CHARGE'
)
SELECT format('charge of %s to %s', user_id, balance) AS subject,
       CASE WHEN c.id IS NULL THEN 'has a reply and does not exist'
            WHEN a.nth IS NULL THEN format('transaction %s has no reply', c.id) END AS breach
FROM charged c FULL JOIN answered a USING (user_id, balance, nth)
