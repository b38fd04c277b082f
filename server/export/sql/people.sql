-- Reads a page of the people of each concert: everyone who has or had a hold or an ended place there.
-- A period keeps the people with a reservation in it, and counts these reservations only.
-- Reads a bounded number of rows, of which the filters may keep none, so that no statement is long.
-- Parameters: $1 and $2 key after which the page starts, $3 concert ids or null for all, $4 and $5
-- first and last instant or null, $6 maximum count of rows to read, $7 ids of the concerts whose
-- people's names the reader may see, or null for all.
-- Returns {k1, k2: key of the last row read, null if there was none; read: count of rows read; lines: the
-- kept rows as lines of CSV, in order, or null for none; server/export/columns.ts has the columns}.
WITH page AS MATERIALIZED (
  SELECT user_id, concert_id
  FROM buyers
  WHERE (user_id, concert_id) > ($1::uuid, $2::int)
  ORDER BY user_id, concert_id LIMIT $6::int
), last AS (SELECT * FROM page ORDER BY user_id DESC, concert_id DESC LIMIT 1)
SELECT (SELECT user_id::text FROM last) AS k1, (SELECT concert_id FROM last) AS k2,
       (SELECT count(*)::int FROM page) AS read, (
  SELECT string_agg(concat(
    b.user_id, ',', csv_person(u.name, u.email, ($7::int[] IS NULL OR b.concert_id = ANY ($7::int[]))), ',',
    b.concert_id, ',', csv_text(c.texts -> 'title' ->> 'ko'), ',', r.reservations, ',', r.paid_krw, ',',
    r.refunded_krw, ',', csv_instant(r.first_at), ',', csv_instant(r.last_at)
  ), E'\r\n' ORDER BY b.user_id, b.concert_id)
  FROM page b
  JOIN users u ON u.id = b.user_id
  JOIN concerts c ON c.id = b.concert_id
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS reservations, coalesce(sum(p.amount_krw), 0)::bigint AS paid_krw,
           coalesce(sum(g.amount_krw), 0)::bigint AS refunded_krw,
           min(x.created_at) AS first_at, max(x.created_at) AS last_at
    FROM reservations x
    LEFT JOIN payments p ON p.reservation_id = x.id
    LEFT JOIN LATERAL (
      SELECT sum(amount_krw) AS amount_krw FROM refunds WHERE payment_id = p.id
    ) g ON true
    WHERE x.user_id = b.user_id AND x.concert_id = b.concert_id
      AND ($4::timestamptz IS NULL OR x.created_at >= $4::timestamptz)
      AND ($5::timestamptz IS NULL OR x.created_at <= $5::timestamptz)
  ) r
  WHERE ($3::int[] IS NULL OR b.concert_id = ANY ($3::int[]))
    AND (r.reservations > 0 OR ($4::timestamptz IS NULL AND $5::timestamptz IS NULL))
) AS lines
