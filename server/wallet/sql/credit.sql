-- Refunds money to a wallet, with its ledger transaction. Refunds are exempt from the wallet limit.
-- One statement writes both entries, because they must sum to zero. `kind <> 'PERSON'` lets the
-- plan use the partial index instead of all accounts.
-- $1 user, $2 amount in won.
-- Returns {transactionId, balanceKrw: afterwards}; no row and no change without a wallet.
WITH moved AS (
  UPDATE accounts SET balance_krw = balance_krw + $2::bigint WHERE user_id = $1::uuid
  RETURNING id, balance_krw
), recorded AS (
  INSERT INTO ledger_transactions (kind) SELECT 'REFUND' FROM moved RETURNING id
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT recorded.id, moved.id, $2::bigint, moved.balance_krw FROM recorded, moved
  UNION ALL
  SELECT recorded.id, platform.id, -$2::bigint, NULL FROM recorded, accounts platform WHERE platform.kind = 'REVENUE' AND platform.kind <> 'PERSON'
)
SELECT recorded.id AS "transactionId", moved.balance_krw AS "balanceKrw" FROM recorded, moved
