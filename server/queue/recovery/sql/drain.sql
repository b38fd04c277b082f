-- Records consecutive entries of a queue's log in one transaction: all admissions, all ended
-- places, the counts of the entries above the head, and the new head of the log. Also writes a notice
-- for each user whose place the concert's cancellation ended; owners of seats have theirs already. A
-- repetition changes nothing.
-- Admissions never replace a newer place with an older place; ends never replace a newer end. Both
-- ignore unknown users. The end of a place with a hold also writes an outbox message, so that the
-- seating room closes the hold.
-- Locks the ended buyers by user, then the concert's row with KEY SHARE, so that the next epoch
-- begins only after this statement. Then locks the head, so that the drains of several instances
-- run one after the other. Runs at READ COMMITTED: each condition is on a locked row, and
-- SERIALIZABLE would abort a drain that waited for another instance's drain.
-- (SELECT $5) and (SELECT $11) hide the lengths of the lists from the planner, so that PostgreSQL
-- keeps one generic plan. Planning took 0.3 of 0.7 ms.
-- Parameters: $1 concert id, $2 epoch, $3 first event, $4 last event.
-- Parameters, one value per admission: $5 user ids, $6 place epochs, $7 place numbers, $8 ms since
-- admission, $9 ms left of the turn, $10 last issued numbers.
-- Also, one value per admission: $16 true for a guest, $17 event.
-- Further lists: $18 events of the turns that nobody claimed; $19 events, $20 buckets and $21
-- numbers of users of the waits; $22 users whose places the concert's cancellation ended.
-- Parameters, one value per ended place: $11 user ids, $12 and $13 epoch and number up to which the
-- end revokes the user's tokens, $14 and $15 epoch and number of the place.
-- Skips an ended place whose end the buyer's row has, usually by its payment. That end revokes all
-- of the user's tokens, too, because a user with a place gets no further number.
-- Returns {event}: the head before the statement, which writes only if $3 - 1 <= event < $4.
-- Returns no row if epoch $2 is not current.
WITH ended AS MATERIALIZED (
  SELECT DISTINCT ON (user_id) user_id, epoch, number
  FROM unnest((SELECT $11::uuid[]), $12::int[], $13::bigint[], $14::int[], $15::bigint[])
       AS a (user_id, epoch, number, place_epoch, place_number)
  WHERE NOT EXISTS (
    SELECT FROM buyers b WHERE b.user_id = a.user_id AND b.concert_id = $1::int
      AND (b.ended_epoch, b.ended_number) >= (a.place_epoch, a.place_number)
  )
  ORDER BY user_id, epoch DESC, number DESC
), buyer AS MATERIALIZED (
  SELECT locked.user_id FROM ended CROSS JOIN LATERAL (
    SELECT user_id FROM buyers b
    WHERE b.user_id = ended.user_id AND b.concert_id = $1::int FOR NO KEY UPDATE
  ) locked
), queue AS MATERIALIZED (
  SELECT id, max_seats FROM concerts
  WHERE id = $1::int AND queue_epoch = $2::int AND (SELECT count(*) FROM buyer) >= 0
  FOR KEY SHARE
), head AS MATERIALIZED (
  SELECT queue.id, queue.max_seats, locked.event FROM queue CROSS JOIN LATERAL (
    SELECT event FROM log_heads h WHERE h.concert_id = queue.id AND h.epoch = $2::int FOR UPDATE
  ) locked
), due AS MATERIALIZED (
  SELECT id, max_seats, event FROM head WHERE event >= $3::int - 1 AND event < $4::int
), moved AS (
  UPDATE log_heads h
  SET event = $4::int, guests = h.guests + turn.guests, admissions = h.admissions + turn.count,
      no_shows = h.no_shows + (SELECT count(*) FROM unnest($18::int[]) e WHERE e > due.event),
      waits = CASE WHEN wait.last IS NULL THEN h.waits ELSE ARRAY(
        SELECT coalesce(h.waits[n], 0) + coalesce((
                 SELECT sum(users) FROM unnest($19::int[], $20::int[], $21::int[])
                   AS w (event, bucket, users) WHERE w.event > due.event AND bucket = n), 0)::int
        FROM generate_series(1, greatest(cardinality(h.waits), wait.last)) n ORDER BY n) END
  FROM due CROSS JOIN LATERAL (
    SELECT count(*)::int, (count(*) FILTER (WHERE guest))::int AS guests
    FROM unnest($16::boolean[], $17::int[]) AS t (guest, event) WHERE t.event > due.event
  ) turn CROSS JOIN LATERAL (
    SELECT max(bucket) AS last FROM unnest($19::int[], $20::int[]) AS w (event, bucket)
    WHERE w.event > due.event
  ) wait
  WHERE h.concert_id = due.id
), admitted AS (
  INSERT INTO turns AS t
    (concert_id, user_id, epoch, number, admitted_at, until, spends_epoch, spends_number, guest)
  SELECT due.id, users.id, a.epoch, a.number,
         clock_timestamp() - make_interval(secs => a.ago_ms / 1000),
         clock_timestamp() + make_interval(secs => a.left_ms / 1000), $2::int, a.last_issued,
         a.guest
  FROM due CROSS JOIN (
    SELECT DISTINCT ON (user_id) *
    FROM unnest((SELECT $5::uuid[]), $6::int[], $7::int[], $8::float8[], $9::float8[], $10::int[],
                $16::boolean[])
         AS a (user_id, epoch, number, ago_ms, left_ms, last_issued, guest)
    ORDER BY user_id, number DESC
  ) a CROSS JOIN LATERAL (SELECT id FROM users WHERE users.id = a.user_id LIMIT 1) users
  ON CONFLICT (concert_id, user_id) DO UPDATE
  SET epoch = excluded.epoch, number = excluded.number,
      admitted_at = excluded.admitted_at, until = excluded.until,
      spends_epoch = excluded.spends_epoch, spends_number = excluded.spends_number,
      guest = excluded.guest
  WHERE t.number < excluded.number
), revoked AS (
  INSERT INTO buyers (user_id, concert_id, seat_limit, ended_epoch, ended_number)
  SELECT users.id, due.id, due.max_seats, ended.epoch, ended.number
  FROM due CROSS JOIN ended
  CROSS JOIN LATERAL (SELECT id FROM users WHERE users.id = ended.user_id LIMIT 1) users
  ON CONFLICT (user_id, concert_id) DO UPDATE
  SET ended_epoch = excluded.ended_epoch, ended_number = excluded.ended_number,
      revision = buyers.revision + 1
  WHERE (buyers.ended_epoch, buyers.ended_number) < (excluded.ended_epoch, excluded.ended_number)
  RETURNING user_id, concert_id, ended_epoch, ended_number, held_reservation_id
), notified AS (
  INSERT INTO outbox (kind, payload)
  SELECT 'HOLD_ENDED', jsonb_build_object('userId', user_id, 'concertId', concert_id,
                                          'epoch', ended_epoch, 'number', ended_number)
  FROM revoked WHERE held_reservation_id IS NOT NULL
), informed AS (
  INSERT INTO notices (user_id, kind, change, concert_id, data)
  SELECT users.id, 'CONCERT_CANCELLED', due.id::text, due.id, jsonb_build_object(
    'reason', (SELECT c.reason FROM performances p JOIN cancellations c ON c.performance_id = p.id
               WHERE p.concert_id = due.id AND c.of_concert LIMIT 1),
    'held', '[]'::jsonb, 'paid', '[]'::jsonb)
  FROM due CROSS JOIN unnest((SELECT $22::uuid[])) AS a (user_id)
  CROSS JOIN LATERAL (SELECT id FROM users WHERE users.id = a.user_id LIMIT 1) users
  ON CONFLICT (user_id, kind, change) DO NOTHING
)
SELECT event FROM head
