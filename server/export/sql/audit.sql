-- Reads a page of audit entries, oldest first. Entries of no concert belong to all concerts.
-- Reads a bounded number of rows, of which the filters may keep none, so that no statement is long.
-- Parameters: $1 and $2 key after which the page starts, $3 concert ids or null for all, $4 and $5
-- first and last instant or null, $6 maximum count of rows to read, $7 unused,
-- because audit entries have no names.
-- Returns {k1, k2: key of the last row read, null if there was none; read: count of rows read; lines: the
-- kept rows as lines of CSV, in order, or null for none; server/export/columns.ts has the columns}.
WITH page AS MATERIALIZED (
  SELECT id, at, actor_id, action, concert_id, user_id, reason, before, after
  FROM audit_log
  WHERE id > $1::int AND $2::int IS NOT NULL AND ($7::int[] IS NULL OR true)
  ORDER BY id LIMIT $6::int
)
SELECT (SELECT max(id) FROM page) AS k1, 0 AS k2, (SELECT count(*)::int FROM page) AS read, (
  SELECT string_agg(concat(
    id, ',', csv_instant(at), ',', actor_id, ',', csv_text(action), ',', concert_id, ',', user_id, ',',
    csv_text(reason), ',', csv_text(before::text), ',', csv_text(after::text)
  ), E'\r\n' ORDER BY id)
  FROM page
  WHERE ($3::int[] IS NULL OR concert_id = ANY ($3::int[]))
    AND ($4::timestamptz IS NULL OR at >= $4::timestamptz)
    AND ($5::timestamptz IS NULL OR at <= $5::timestamptz)
) AS lines
