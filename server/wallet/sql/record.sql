-- One ledger transaction between a person's wallet and a house account; both entries in one statement, as they must sum to zero.
-- $1 kind, $2 user, $3 house account's kind, $4 what the wallet gains (won, negative for a debit), $5 the wallet after it.
-- Returns {transactionId}.
WITH recorded AS (INSERT INTO ledger_transactions (kind) VALUES ($1::"LedgerKind") RETURNING id)
INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
SELECT recorded.id, accounts.id, CASE WHEN accounts.kind = 'PERSON' THEN $4::bigint ELSE -$4::bigint END,
       CASE WHEN accounts.kind = 'PERSON' THEN $5::bigint END
FROM recorded, accounts WHERE accounts.user_id = $2::uuid OR accounts.kind = $3::"AccountKind"
RETURNING transaction_id AS "transactionId"
