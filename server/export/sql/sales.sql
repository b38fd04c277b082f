-- Reads a page of sold seats, by ticket, with the owner of each. The period is that of the payments.
-- Reads a bounded number of rows, of which the filters may keep none, so that no statement is long.
-- Parameters: $1 and $2 key after which the page starts, $3 concert ids or null for all, $4 and $5
-- first and last instant or null, $6 maximum count of rows to read, $7 ids of the concerts whose
-- people's names the reader may see, or null for all.
-- Returns {k1, k2: key of the last row read, null if there was none; read: count of rows read; lines: the
-- kept rows as lines of CSV, in order, or null for none; server/export/columns.ts has the columns}.
WITH page AS MATERIALIZED (
  SELECT id, payment_id, performance_id, seat_number, voided_at, refund_id,
         reservation_id
  FROM tickets WHERE id > $1::int AND $2::int IS NOT NULL ORDER BY id LIMIT $6::int
)
SELECT (SELECT max(id) FROM page) AS k1, 0 AS k2, (SELECT count(*)::int FROM page) AS read, (
  SELECT string_agg(concat(
    t.id, ',', p.concert_id, ',', csv_text(c.texts -> 'title' ->> 'ko'), ',', t.performance_id, ',',
    csv_instant(f.starts_at), ',', t.seat_number, ',', csv_text(s.grade), ',', coalesce(
      g.prices_krw[array_position(g.seats, t.seat_number)],
      r.prices_krw[array_position(r.seats, t.seat_number)]
    ), ',', p.id, ',', r.id, ',', csv_instant(p.paid_at), ',',
    CASE WHEN t.refund_id IS NOT NULL THEN 'REFUNDED' WHEN t.voided_at IS NOT NULL THEN 'VOID'
         ELSE 'VALID' END,
    ',', csv_instant(g.refunded_at), ',', r.user_id, ',',
    csv_person(u.name, u.email, ($7::int[] IS NULL OR p.concert_id = ANY ($7::int[])))
  ), E'\r\n' ORDER BY t.id)
  FROM page t
  JOIN payments p ON p.id = t.payment_id
  JOIN reservations r ON r.id = coalesce(t.reservation_id, p.reservation_id)
  JOIN users u ON u.id = r.user_id
  JOIN concerts c ON c.id = p.concert_id
  JOIN performances f ON f.id = t.performance_id
  JOIN seats s ON s.performance_id = t.performance_id AND s.number = t.seat_number
  LEFT JOIN refunds g ON g.id = t.refund_id
  WHERE ($3::int[] IS NULL OR p.concert_id = ANY ($3::int[]))
    AND ($4::timestamptz IS NULL OR p.paid_at >= $4::timestamptz)
    AND ($5::timestamptz IS NULL OR p.paid_at <= $5::timestamptz)
) AS lines
