-- Reads a concert's minutes of a period, and the row before them, which the counts of the first
-- minute need. If the minute before is deleted, its hour replaces it.
-- Parameters: $1 concert id, $2 first and $3 last instant.
-- Returns {at, waiting, active, capacity, joins, admissions, completions, noShows, waits, held,
-- sold, revenue}, in the order of time; the columns from joins to waits are totals of the sale.
WITH before AS MATERIALIZED (
  SELECT max(at) AS at FROM history_minutes WHERE concert_id = $1::int AND at < $2::timestamptz
), hour AS MATERIALIZED (
  SELECT h.* FROM before CROSS JOIN LATERAL (
    SELECT * FROM history_hours
    WHERE concert_id = $1::int AND before.at IS NULL AND at <= $2::timestamptz - interval '1 hour'
    ORDER BY at DESC LIMIT 1
  ) h
)
SELECT at + interval '59 minutes' AS at, 0 AS waiting, 0 AS active, capacity, joins, admissions,
       completions, no_shows AS "noShows", waits, held, sold, revenue_krw::float8 AS revenue
FROM hour
UNION ALL
SELECT m.at, waiting, active, capacity, joins, admissions, completions, no_shows, waits, held, sold,
       revenue_krw::float8
FROM history_minutes m CROSS JOIN before
WHERE concert_id = $1::int AND m.at <= $3::timestamptz
  AND m.at >= coalesce(before.at, $2::timestamptz)
ORDER BY at
