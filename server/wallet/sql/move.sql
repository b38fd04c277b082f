-- Moves money between a user's wallet and a platform account, with its ledger transaction. One
-- statement writes both entries, because a trigger requires that they sum to zero. The condition
-- `kind <> 'PERSON'` lets the planner use the partial index instead of reading all accounts.
-- Parameters: $1 user id, $2 gain of the wallet in won, $3 highest balance allowed, $4 kind of
-- transaction, $5 kind of platform account.
-- Returns {transactionId, balanceKrw: balance after the move}. Returns no row and changes nothing
-- if the user has no wallet or the new balance exceeds the highest balance allowed.
WITH moved AS (
  UPDATE accounts SET balance_krw = balance_krw + $2::bigint
  WHERE user_id = $1::uuid AND balance_krw + $2::bigint <= $3::bigint
  RETURNING id, balance_krw
), recorded AS (
  INSERT INTO ledger_transactions (kind) SELECT $4::"LedgerKind" FROM moved RETURNING id
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT recorded.id, moved.id, $2::bigint, moved.balance_krw FROM recorded, moved
  UNION ALL
  SELECT recorded.id, platform.id, -$2::bigint, NULL FROM recorded, accounts platform
  WHERE platform.kind = $5::"AccountKind" AND platform.kind <> 'PERSON'
)
SELECT recorded.id AS "transactionId", moved.balance_krw AS "balanceKrw" FROM recorded, moved
