-- Moves the whole balance of a wallet to the platform. An empty wallet changes nothing.
-- `kind <> 'PERSON'` lets the planner use the partial index instead of all accounts.
-- Parameter: $1 user id.
-- Returns {amountKrw}; no row for an empty wallet.
WITH locked AS MATERIALIZED (
  SELECT id, balance_krw FROM accounts
  WHERE user_id = $1::uuid AND balance_krw > 0 FOR UPDATE
), moved AS (
  UPDATE accounts SET balance_krw = 0 FROM locked WHERE accounts.id = locked.id
), recorded AS (
  INSERT INTO ledger_transactions (kind) SELECT 'FORFEIT' FROM locked RETURNING id
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT recorded.id, locked.id, -locked.balance_krw, 0 FROM recorded, locked
  UNION ALL
  SELECT recorded.id, platform.id, locked.balance_krw, NULL
  FROM recorded, locked, accounts platform
  WHERE platform.kind = 'REVENUE' AND platform.kind <> 'PERSON'
)
SELECT balance_krw AS "amountKrw" FROM locked
