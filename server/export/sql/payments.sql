-- Reads a page of payments with the sums of their refunds. The period is that of the payments.
-- Reads a bounded number of rows, of which the filters may keep none, so that no statement is long.
-- Parameters: $1 and $2 key after which the page starts, $3 concert ids or null for all, $4 and $5
-- first and last instant or null, $6 maximum count of rows to read, $7 ids of the concerts whose
-- people's names the reader may see, or null for all.
-- Returns {k1, k2: key of the last row read, null if there was none; read: count of rows read; lines: the
-- kept rows as lines of CSV, in order, or null for none; server/export/columns.ts has the columns}.
WITH page AS MATERIALIZED (
  SELECT id, reservation_id, concert_id, amount_krw, paid_at
  FROM payments WHERE id > $1::int AND $2::int IS NOT NULL ORDER BY id LIMIT $6::int
)
SELECT (SELECT max(id) FROM page) AS k1, 0 AS k2, (SELECT count(*)::int FROM page) AS read, (
  SELECT string_agg(concat(
    p.id, ',', p.concert_id, ',', csv_text(c.texts -> 'title' ->> 'ko'), ',', r.performance_id, ',',
    csv_instant(f.starts_at), ',', p.reservation_id, ',', t.seats, ',', p.amount_krw, ',',
    g.amount_krw, ',', g.fee_krw, ',', p.amount_krw - g.amount_krw, ',', csv_instant(p.paid_at), ',',
    csv_instant(g.refunded_at), ',', r.user_id, ',',
    csv_person(u.name, u.email, ($7::int[] IS NULL OR p.concert_id = ANY ($7::int[])))
  ), E'\r\n' ORDER BY p.id)
  FROM page p
  JOIN reservations r ON r.id = p.reservation_id
  JOIN users u ON u.id = r.user_id
  JOIN concerts c ON c.id = p.concert_id
  JOIN performances f ON f.id = r.performance_id
  CROSS JOIN LATERAL (
    SELECT string_agg(seat_number::text, ' ' ORDER BY seat_number) AS seats
    FROM tickets WHERE payment_id = p.id
  ) t
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_krw), 0)::bigint AS amount_krw,
           coalesce(sum(fee_krw), 0)::bigint AS fee_krw, max(refunded_at) AS refunded_at
    FROM refunds WHERE payment_id = p.id
  ) g
  WHERE ($3::int[] IS NULL OR p.concert_id = ANY ($3::int[]))
    AND ($4::timestamptz IS NULL OR p.paid_at >= $4::timestamptz)
    AND ($5::timestamptz IS NULL OR p.paid_at <= $5::timestamptz)
) AS lines
