-- As minutes.sql, by hour. Includes the hour of the first instant. The numbers of waiting and
-- active users are means of the hour's recorded minutes.
-- Parameters: $1 concert id, $2 first and $3 last instant.
SELECT at, round(waiting_sum / minutes::numeric)::int AS waiting,
       round(active_sum / minutes::numeric)::int AS active, capacity, joins, admissions,
       completions, no_shows AS "noShows", waits, held, sold, revenue_krw::float8 AS revenue
FROM history_hours
WHERE concert_id = $1::int AND at <= $3::timestamptz AND at >= coalesce(
  (SELECT max(at) FROM history_hours
   WHERE concert_id = $1::int AND at <= $2::timestamptz - interval '1 hour'),
  $2::timestamptz - interval '1 hour')
ORDER BY at
