-- Records the minute that ended last for each concert, and adds the minute to its hour: from the
-- opening of the queue to an hour after the closing of the sale, and then, until a day after the
-- last performance, if a total has changed. An open queue that Redis does not know gets no row; its
-- next row includes what happened meanwhile.
-- The rows have the totals of the sale. So a killed or late instance loses no count, and only the
-- unique key decides which instance writes a minute: the others insert nothing, and `written` alone
-- feeds the hours. Runs at READ COMMITTED.
-- The joins are the numbers issued since the row before, or since the base of a newer epoch.
-- Parameters: $1 time of the record, or null for the database's clock. One value per queue: $2
-- concert ids, $3 epochs, $4 waiting users, $5 active users, $6 last issued numbers.
-- Returns {written: number of concerts, endsHour: true if the minute is the last of its hour,
-- nextMs: ms until the next minute ends}.
WITH clock AS MATERIALIZED (
  SELECT now, date_bin('1 minute', now, '2000-01-01 00:00Z') - interval '1 minute' AS minute
  FROM (SELECT coalesce($1::timestamptz, clock_timestamp()) AS now) one_row
), concert AS MATERIALIZED (
  SELECT c.id, coalesce(c.capacity, d.capacity) AS capacity,
         times.closes_at > clock.now - interval '1 hour' AS is_open
  FROM clock CROSS JOIN policy_defaults d CROSS JOIN concerts c
  CROSS JOIN LATERAL concert_times(c.id) times
  WHERE c.state <> 'DRAFT'
    AND coalesce(c.line_opens_at, c.opens_at - interval '30 minutes') <= clock.now
    AND greatest(times.last_end, times.closes_at) > clock.now - interval '1 day'
), last AS MATERIALIZED (
  SELECT concert.id, h.epoch, h.issued, h.joins, h.admissions, h.completions, h.no_shows, h.held,
         h.sold, h.revenue_krw
  FROM concert CROSS JOIN LATERAL (
    SELECT * FROM history_hours WHERE concert_id = concert.id ORDER BY at DESC LIMIT 1
  ) h
), queue AS MATERIALIZED (
  SELECT q.id, q.epoch, q.waiting, q.active, q.issued, e.base
  FROM unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::int[])
    AS q (id, epoch, waiting, active, issued)
  JOIN queue_epochs e ON e.concert_id = q.id AND e.epoch = q.epoch
), known AS MATERIALIZED (
  SELECT concert.id, queue.id IS NOT NULL AS is_known, coalesce(queue.waiting, 0) AS waiting,
         coalesce(queue.active, 0) AS active,
         coalesce(queue.epoch, last.epoch, 0) AS epoch,
         CASE WHEN queue.epoch > last.epoch THEN queue.issued
              ELSE greatest(queue.issued, last.issued, 0) END AS issued,
         coalesce(last.joins, 0) + CASE WHEN queue.id IS NULL THEN 0
           WHEN queue.epoch = last.epoch THEN greatest(queue.issued - last.issued, 0)
           ELSE queue.issued - queue.base END AS joins
  FROM concert LEFT JOIN last USING (id)
  LEFT JOIN queue ON queue.id = concert.id AND queue.epoch >= coalesce(last.epoch, 0)
), log AS MATERIALIZED (
  SELECT concert.id, coalesce(h.admissions, 0) AS admissions, coalesce(h.no_shows, 0) AS no_shows,
         coalesce(h.waits, '{}') AS waits
  FROM concert LEFT JOIN log_heads h ON h.concert_id = concert.id
), money AS MATERIALIZED (
  SELECT concert.id, paid.completions, paid.krw - refunded.krw AS revenue_krw
  FROM concert CROSS JOIN LATERAL (
    SELECT count(*)::int AS completions, coalesce(sum(amount_krw), 0)::bigint AS krw
    FROM payments WHERE concert_id = concert.id
  ) paid CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.amount_krw), 0)::bigint AS krw
    FROM payments p JOIN refunds r ON r.payment_id = p.id WHERE p.concert_id = concert.id
  ) refunded
), seat AS MATERIALIZED (
  SELECT concert.id, counted.held, counted.sold
  FROM concert CROSS JOIN LATERAL (
    SELECT (count(*) FILTER (WHERE held_until > clock_timestamp() OR kept
              OR (held_until IS NOT NULL AND waited)))::int AS held,
           (count(*) FILTER (WHERE reservation_id IS NOT NULL AND held_until IS NULL))::int AS sold
    FROM performances f JOIN seats s ON s.performance_id = f.id WHERE f.concert_id = concert.id
  ) counted
), written AS (
  INSERT INTO history_minutes
    (concert_id, at, waiting, active, capacity, epoch, issued, joins, admissions, completions,
     no_shows, waits, held, sold, revenue_krw)
  SELECT id, clock.minute, known.waiting, known.active, concert.capacity, known.epoch,
         known.issued, known.joins, log.admissions, money.completions, log.no_shows, log.waits,
         seat.held, seat.sold, money.revenue_krw
  FROM clock CROSS JOIN concert JOIN known USING (id) JOIN log USING (id) JOIN money USING (id)
  JOIN seat USING (id) LEFT JOIN last USING (id)
  WHERE CASE WHEN is_open THEN is_known
             ELSE (known.joins, log.admissions, money.completions, log.no_shows, seat.held,
                   seat.sold, money.revenue_krw)
                  IS DISTINCT FROM
                  (last.joins, last.admissions, last.completions, last.no_shows, last.held,
                   last.sold, last.revenue_krw) END
  ON CONFLICT (concert_id, at) DO NOTHING
  RETURNING *
), hour AS (
  INSERT INTO history_hours AS h
    (concert_id, at, minutes, waiting_sum, active_sum, capacity, epoch, issued, joins, admissions,
     completions, no_shows, waits, held, sold, revenue_krw)
  SELECT concert_id, date_bin('1 hour', at, '2000-01-01 00:00Z'), 1, waiting, active, capacity,
         epoch, issued, joins, admissions, completions, no_shows, waits, held, sold, revenue_krw
  FROM written
  ON CONFLICT (concert_id, at) DO UPDATE
  SET minutes = h.minutes + 1, waiting_sum = h.waiting_sum + excluded.waiting_sum,
      active_sum = h.active_sum + excluded.active_sum, capacity = excluded.capacity,
      epoch = excluded.epoch, issued = excluded.issued, joins = excluded.joins,
      admissions = excluded.admissions, completions = excluded.completions,
      no_shows = excluded.no_shows, waits = excluded.waits, held = excluded.held,
      sold = excluded.sold, revenue_krw = excluded.revenue_krw
)
SELECT (SELECT count(*) FROM written)::int AS written,
       extract(minute FROM minute) = 59 AS "endsHour",
       (extract(epoch FROM minute + interval '2 minutes' - now) * 1000)::float8 AS "nextMs"
FROM clock
