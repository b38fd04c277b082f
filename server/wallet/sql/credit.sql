-- Refunds money to a wallet. Ignores the wallet limit. Writes both ledger entries in one statement,
-- because their sum must be zero. A refund of 0 won has no entries.
-- `kind <> 'PERSON'` lets the planner use the partial index instead of all accounts.
-- Parameters: $1 user id, $2 amount in won.
-- Returns {transactionId, balanceKrw}, with the new balance. Without a wallet, changes nothing and
-- returns no row.
WITH moved AS (
  UPDATE accounts SET balance_krw = balance_krw + $2::bigint WHERE user_id = $1::uuid
  RETURNING id, balance_krw
), recorded AS (
  INSERT INTO ledger_transactions (kind) SELECT 'REFUND' FROM moved RETURNING id
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT recorded.id, moved.id, $2::bigint, moved.balance_krw FROM recorded, moved
  WHERE $2::bigint > 0
  UNION ALL
  SELECT recorded.id, platform.id, -$2::bigint, NULL FROM recorded, accounts platform
  WHERE $2::bigint > 0 AND platform.kind = 'REVENUE' AND platform.kind <> 'PERSON'
)
SELECT recorded.id AS "transactionId", moved.balance_krw AS "balanceKrw" FROM recorded, moved
