-- Reads a page of ledger entries. Charges belong to no concert. Without named concerts, the rows
-- also have the wallets' balances. The period is that of the transactions.
-- Reads a bounded number of rows, of which the filters may keep none, so that no statement is long.
-- Parameters: $1 and $2 key after which the page starts, $3 concert ids or null for all, $4 and $5
-- first and last instant or null, $6 maximum count of rows to read, $7 ids of the concerts whose
-- people's names the reader may see, or null for all.
-- Returns {k1, k2: key of the last row read, null if there was none; read: count of rows read; lines: the
-- kept rows as lines of CSV, in order, or null for none; server/export/columns.ts has the columns}.
WITH page AS MATERIALIZED (
  SELECT transaction_id, account_id, amount_krw, balance_after_krw
  FROM ledger_entries
  WHERE (transaction_id, account_id) > ($1::int, $2::int)
  ORDER BY transaction_id, account_id LIMIT $6::int
), last AS (SELECT * FROM page ORDER BY transaction_id DESC, account_id DESC LIMIT 1)
SELECT (SELECT transaction_id FROM last) AS k1, (SELECT account_id FROM last) AS k2,
       (SELECT count(*)::int FROM page) AS read, (
  SELECT string_agg(concat(
    e.transaction_id, ',', l.kind, ',', csv_instant(l.created_at), ',',
    coalesce(p.concert_id, q.concert_id), ',', coalesce(p.id, q.id), ',', g.id, ',', a.kind, ',',
    e.amount_krw, ',', CASE WHEN $3::int[] IS NULL THEN e.balance_after_krw END, ',', a.user_id, ',',
    csv_person(u.name, u.email, ($7::int[] IS NULL OR coalesce(p.concert_id, q.concert_id) = ANY ($7::int[])))
  ), E'\r\n' ORDER BY e.transaction_id, e.account_id)
  FROM page e
  JOIN ledger_transactions l ON l.id = e.transaction_id
  JOIN accounts a ON a.id = e.account_id
  LEFT JOIN users u ON u.id = a.user_id
  LEFT JOIN payments p ON l.kind = 'PAYMENT' AND p.transaction_id = l.id
  LEFT JOIN refunds g ON l.kind = 'REFUND' AND g.transaction_id = l.id
  LEFT JOIN payments q ON q.id = g.payment_id
  WHERE ($3::int[] IS NULL OR coalesce(p.concert_id, q.concert_id) = ANY ($3::int[]))
    AND ($4::timestamptz IS NULL OR l.created_at >= $4::timestamptz)
    AND ($5::timestamptz IS NULL OR l.created_at <= $5::timestamptz)
) AS lines
