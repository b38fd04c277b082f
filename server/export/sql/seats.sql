-- Reads a page of seats with their states and owners, as admin.seatMap does. The period is that of
-- the performances' starts.
-- Reads a bounded number of rows, of which the filters may keep none, so that no statement is long.
-- Parameters: $1 and $2 key after which the page starts, $3 concert ids or null for all, $4 and $5
-- first and last instant or null, $6 maximum count of rows to read, $7 ids of the concerts whose
-- people's names the reader may see, or null for all.
-- Returns {k1, k2: key of the last row read, null if there was none; read: count of rows read; lines: the
-- kept rows as lines of CSV, in order, or null for none; server/export/columns.ts has the columns}.
WITH page AS MATERIALIZED (
  SELECT performance_id, number, grade, price_krw, kind, plan_row, plan_column, reservation_id,
         held_until, blocked_reason, kept, waited
  FROM seats
  WHERE (performance_id, number) > ($1::int, $2::int)
  ORDER BY performance_id, number LIMIT $6::int
), last AS (SELECT * FROM page ORDER BY performance_id DESC, number DESC LIMIT 1)
SELECT (SELECT performance_id FROM last) AS k1, (SELECT number::int FROM last) AS k2,
       (SELECT count(*)::int FROM page) AS read, (
  SELECT string_agg(concat(
    f.concert_id, ',', csv_text(c.texts -> 'title' ->> 'ko'), ',', s.performance_id, ',', csv_instant(f.starts_at), ',', s.number, ',',
    csv_text(s.grade), ',', s.price_krw, ',', s.kind, ',', s.plan_row, ',', s.plan_column, ',',
    CASE WHEN s.blocked_reason IS NOT NULL THEN 'blocked' WHEN live.sold THEN 'sold'
         WHEN live.held OR s.kept OR (s.waited AND s.held_until IS NOT NULL) THEN 'held' ELSE 'available' END,
    ',', csv_text(s.blocked_reason), ',', CASE WHEN live.held THEN csv_instant(s.held_until) END, ',',
    r.id, ',', p.id, ',', r.user_id, ',',
    csv_person(u.name, u.email, ($7::int[] IS NULL OR f.concert_id = ANY ($7::int[])))
  ), E'\r\n' ORDER BY s.performance_id, s.number)
  FROM page s
  CROSS JOIN LATERAL (
    SELECT coalesce(s.held_until > clock_timestamp(), false) AS held,
           s.reservation_id IS NOT NULL AND s.held_until IS NULL AS sold
  ) live
  JOIN performances f ON f.id = s.performance_id
  JOIN concerts c ON c.id = f.concert_id
  LEFT JOIN reservations r ON r.id = s.reservation_id AND (live.held OR live.sold)
  LEFT JOIN users u ON u.id = r.user_id
  LEFT JOIN payments p ON p.id = payment_of(r.id)
  WHERE ($3::int[] IS NULL OR f.concert_id = ANY ($3::int[]))
    AND ($4::timestamptz IS NULL OR f.starts_at >= $4::timestamptz)
    AND ($5::timestamptz IS NULL OR f.starts_at <= $5::timestamptz)
) AS lines
