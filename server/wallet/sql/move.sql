-- Moves money between a person's wallet and a house account, and writes it down: one ledger transaction, both of its entries in one
-- statement, as they must sum to zero. $1 user, $2 what the wallet gains (won), $3 the most that it may hold then, $4 kind of the
-- transaction, $5 kind of the house's account. Returns {transactionId, balanceKrw: the wallet after it}, or no row and nothing moved.
WITH moved AS (
  UPDATE accounts SET balance_krw = balance_krw + $2::bigint WHERE user_id = $1::uuid AND balance_krw + $2::bigint <= $3::bigint
  RETURNING id, balance_krw
), recorded AS (
  INSERT INTO ledger_transactions (kind) SELECT $4::"LedgerKind" FROM moved RETURNING id
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT recorded.id, moved.id, $2::bigint, moved.balance_krw FROM recorded, moved
  UNION ALL
  SELECT recorded.id, house.id, -$2::bigint, NULL FROM recorded, accounts house WHERE house.kind = $5::"AccountKind" AND house.kind <> 'PERSON'
)
SELECT recorded.id AS "transactionId", moved.balance_krw AS "balanceKrw" FROM recorded, moved
