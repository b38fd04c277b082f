-- Charges wallets of different users, each charge once per key. A refused or repeated charge writes
-- nothing.
-- Locks the wallets by ascending id. Checks each balance after the locks. Stores the replies of
-- allowed charges. Changes only the wallets of charges with a new key.
-- Each lookup is a LATERAL with a LIMIT or a lock. The write names the locked wallets by an array
-- of ids. Otherwise the planner may reverse a join and read wallets of other users. At READ
-- COMMITTED, a ctid may name a version that the statement cannot see.
-- Parameters, one value per charge: $1 user ids, $2 amounts in won, $3 keys, $4 hashes of the
-- requests.
-- Parameter for all charges: $5 highest balance allowed after a charge, in won.
-- Returns one row per charge, in order: {reply, isKnown, isAllowed}. `reply` is null without a new
-- charge. `isKnown` is true if the user has a wallet. `isAllowed` is true if the new balance is at
-- most $5.
WITH asked AS MATERIALIZED (
  SELECT a.*, wallet.id AS account_id
  FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[])
       WITH ORDINALITY AS a (user_id, amount, key, hash, n)
  LEFT JOIN LATERAL (SELECT id FROM accounts w WHERE w.user_id = a.user_id LIMIT 1) wallet ON true
), locked AS MATERIALIZED (
  SELECT asked.*, wallet.balance_krw
  FROM (SELECT * FROM asked WHERE account_id IS NOT NULL ORDER BY account_id) asked
  CROSS JOIN LATERAL (
    SELECT balance_krw FROM accounts w WHERE w.id = asked.account_id FOR UPDATE
  ) wallet
), allowed AS MATERIALIZED (
  SELECT *, balance_krw + amount AS balance FROM locked WHERE balance_krw + amount <= $5::bigint
), kept AS (
  INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply)
  SELECT user_id, 'CHARGE', key, hash, jsonb_build_object('balance', balance) FROM allowed
  ON CONFLICT DO NOTHING RETURNING user_id, reply
), charged AS MATERIALIZED (
  SELECT allowed.*, kept.reply,
         nextval(pg_get_serial_sequence('ledger_transactions', 'id'))::int AS transaction_id
  FROM allowed JOIN kept USING (user_id)
), moved AS (
  UPDATE accounts SET balance_krw = charged.balance FROM charged
  WHERE accounts.id = charged.account_id
    AND accounts.id = ANY (ARRAY(SELECT account_id FROM charged))
), recorded AS (
  INSERT INTO ledger_transactions (id, kind) SELECT transaction_id, 'CHARGE' FROM charged
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT transaction_id, account_id, amount, balance FROM charged
  UNION ALL
  SELECT transaction_id, platform.id, -amount, NULL FROM charged, accounts platform
  WHERE platform.kind = 'FUNDING' AND platform.kind <> 'PERSON'
)
SELECT charged.reply, asked.account_id IS NOT NULL AS "isKnown",
       allowed.n IS NOT NULL AS "isAllowed"
FROM asked LEFT JOIN allowed USING (n) LEFT JOIN charged USING (n) ORDER BY asked.n
