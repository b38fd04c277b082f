-- Charges wallets of different users, each once per key. Locks the wallets by ascending id, judges
-- each, and writes those that pass; a refused charge writes nothing. LIMIT 1 keeps each lookup an
-- index scan of one row: the planner may turn a plain join round and read the whole table.
-- $1 users, $2 amounts in won, $3 keys, $4 hashes of the requests, $5 highest balance allowed
-- afterwards.
-- Returns for each charge, in order, {requestHash and reply: stored or new, null after a refusal;
-- isKnown: whether the user has a wallet}. Violates idempotency_keys_pkey if a duplicate committed
-- first: the caller must then run it again.
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) WITH ORDINALITY AS a (user_id, amount, key, hash, n)
), found AS MATERIALIZED (
  SELECT asked.*, stored.request_hash, stored.reply, wallet.id AS account_id
  FROM asked
  LEFT JOIN LATERAL (SELECT request_hash, reply FROM idempotency_keys k WHERE k.user_id = asked.user_id AND k.operation = 'CHARGE' AND k.key = asked.key LIMIT 1) stored ON true
  LEFT JOIN LATERAL (SELECT id FROM accounts a WHERE a.user_id = asked.user_id LIMIT 1) wallet ON true
), locked AS MATERIALIZED (
  SELECT found.*, wallet.at, wallet.balance_krw
  FROM (SELECT * FROM found WHERE reply IS NULL AND account_id IS NOT NULL ORDER BY account_id) found
  CROSS JOIN LATERAL (SELECT ctid AS at, balance_krw FROM accounts a WHERE a.id = found.account_id FOR UPDATE) wallet
), charged AS MATERIALIZED (
  SELECT n, user_id, key, hash, amount, account_id, at, balance_krw + amount AS balance,
         nextval(pg_get_serial_sequence('ledger_transactions', 'id'))::int AS transaction_id, jsonb_build_object('balance', balance_krw + amount) AS reply
  FROM locked WHERE balance_krw + amount <= $5::bigint
), moved AS (
  UPDATE accounts SET balance_krw = charged.balance FROM charged WHERE accounts.ctid = charged.at
), recorded AS (
  INSERT INTO ledger_transactions (id, kind) SELECT transaction_id, 'CHARGE' FROM charged
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT transaction_id, account_id, amount, balance FROM charged
  UNION ALL
  SELECT transaction_id, platform.id, -amount, NULL FROM charged, accounts platform WHERE platform.kind = 'FUNDING' AND platform.kind <> 'PERSON'
), kept AS (
  INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) SELECT user_id, 'CHARGE', key, hash, reply FROM charged
)
SELECT coalesce(found.request_hash, charged.hash) AS "requestHash", coalesce(found.reply, charged.reply) AS reply, found.account_id IS NOT NULL AS "isKnown"
FROM found LEFT JOIN charged USING (n) ORDER BY found.n
