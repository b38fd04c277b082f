-- Reads the events of a concert above a cursor: at most the latest 50 of each kind of row, and of
-- the audit log the latest 200. The first read has a cursor of zeros; it looks back 20,000 rows of
-- each table, because only the audit log and the closed reservations have an index by concert and
-- time.
-- An id, or the time of an end, is assigned before its commit. So each read returns a mark, with
-- which the caller moves the cursor only over rows whose transactions are over
-- (server/live/cursor.ts).
-- Parameters: $1 concert id; the cursor: $2 reservation, $3 payment, $4 refund and $5 audit entry
-- ids, $6 instant of a reservation's end.
-- Returns {mark: {reservation, payment, refund, audit, closed: instant of the read, less 10 ms for
-- the rounding of stored times; xmin: oldest transaction that runs; xmax: next transaction}, now,
-- events: in order of time, as in live.schema.ts, with `at`}.
WITH mark AS MATERIALIZED (
  SELECT coalesce((SELECT max(id) FROM reservations), 0) AS reservation,
         coalesce((SELECT max(id) FROM payments), 0) AS payment,
         coalesce((SELECT max(id) FROM refunds), 0) AS refund,
         coalesce((SELECT max(id) FROM audit_log), 0) AS audit,
         clock_timestamp() AS now, pg_current_snapshot() AS snapshot
), held AS (
  SELECT 'HELD' AS kind, 'h' || r.id AS event_id, r.created_at AS at, r.user_id, r.performance_id,
         r.id AS reservation_id, NULL::int AS payment_id, coalesce(paid.seats, r.seats) AS seats,
         coalesce(paid.amount_krw, sum_krw(r.prices_krw)) AS amount, NULL::text AS action,
         NULL::text AS reason, NULL::jsonb AS before, NULL::jsonb AS after
  FROM mark, reservations r LEFT JOIN LATERAL ( -- a refund removes seats from a reservation
    SELECT p.amount_krw,
           ARRAY(SELECT seat_number FROM tickets WHERE payment_id = p.id ORDER BY 1) AS seats
    FROM payments p WHERE p.reservation_id = r.id
  ) paid ON true
  WHERE r.id > $2::int AND r.id > mark.reservation - 20000 AND r.concert_id = $1::int
    AND r.gift_payment_id IS NULL -- nobody held the seat of a gift
  ORDER BY r.id DESC LIMIT 50
), paid AS (
  SELECT 'PAID', 'p' || p.id, p.paid_at, r.user_id, r.performance_id, r.id, p.id,
         ARRAY(SELECT seat_number FROM tickets WHERE payment_id = p.id ORDER BY seat_number),
         p.amount_krw, NULL, NULL, NULL::jsonb, NULL::jsonb
  FROM mark, payments p JOIN reservations r ON r.id = p.reservation_id
  WHERE p.id > $3::int AND p.id > mark.payment - 20000 AND p.concert_id = $1::int
  ORDER BY p.id DESC LIMIT 50
), closed AS (
  SELECT r.status::text, 'c' || r.id, least(r.closed_at, CASE r.status WHEN 'EXPIRED'
         THEN r.held_until END), r.user_id, r.performance_id, r.id, NULL::int, r.seats,
         sum_krw(r.prices_krw), NULL, r.released_reason, NULL::jsonb, NULL::jsonb
  FROM reservations r
  WHERE r.concert_id = $1::int AND r.closed_at > $6::timestamptz
    AND r.status IN ('RELEASED', 'EXPIRED')
  ORDER BY r.closed_at DESC LIMIT 50
), returned AS (
  SELECT CASE WHEN EXISTS ( -- a person to whom the payer gave a ticket may cancel it
           SELECT FROM tickets t JOIN reservations h ON h.id = coalesce(t.reservation_id, r.id)
           WHERE t.refund_id = f.id AND h.user_id = f.by_user_id
         ) THEN 'CANCELLED' ELSE 'REFUNDED' END, 'r' || f.id,
         f.refunded_at, r.user_id, r.performance_id, r.id, p.id, f.seats, f.amount_krw, NULL,
         f.reason, NULL::jsonb, NULL::jsonb
  FROM mark, refunds f JOIN payments p ON p.id = f.payment_id
  JOIN reservations r ON r.id = p.reservation_id
  WHERE f.id > $4::int AND f.id > mark.refund - 20000 AND p.concert_id = $1::int
  ORDER BY f.id DESC LIMIT 50
), control AS (
  SELECT 'CONTROL', 'a' || a.id, a.at, coalesce(a.user_id, a.actor_id), NULL::int, NULL::int,
         NULL::int, '{}'::smallint[], NULL::bigint, a.action, a.reason, a.before, a.after
  FROM audit_log a WHERE a.concert_id = $1::int AND a.id > $5::int
  ORDER BY a.id DESC LIMIT 200
), event AS (
  SELECT * FROM held UNION ALL SELECT * FROM paid UNION ALL SELECT * FROM closed
  UNION ALL SELECT * FROM returned UNION ALL SELECT * FROM control
)
SELECT json_build_object('reservation', reservation, 'payment', payment, 'refund', refund,
         'audit', audit, 'closed', mark.now - interval '10 milliseconds',
         'xmin', pg_snapshot_xmin(snapshot)::text, 'xmax', pg_snapshot_xmax(snapshot)::text
       ) AS mark, mark.now,
       coalesce((SELECT json_agg(json_build_object(
         'at', to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'eventId', event_id, 'kind', kind, 'userId', user_id, 'name', name,
         'performanceId', performance_id, 'reservationId', reservation_id,
         'paymentId', payment_id, 'seats', seats, 'amount', amount, 'people', NULL,
         'action', action, 'reason', reason, 'before', before, 'after', after)
         ORDER BY event.at, event_id)
       FROM event LEFT JOIN users u ON u.id = event.user_id), '[]') AS events
FROM mark
