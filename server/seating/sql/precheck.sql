-- Reads the state of performances, buyers and requested seats before holds.
-- Takes no locks, because the later writes repeat all checks.
-- Parameters, one value per request: $1 performance ids, $2 user ids, $3 concert ids.
-- Parameters, one value per seat: $4 position of the seat's request, from 1; $5 seat number.
-- Parameter for all requests: $6 unpaid-hold limit, in hold times.
-- Returns one row per request, in order: {exists, open, orphanRule, holdSeconds, seatLimit,
-- waitSeconds, revision, heldReservationId, seatsPaid, endedEpoch, endedNumber, known, blocked,
-- free}.
-- `exists` is false if the concert lacks the performance. `open` is false once the sale has closed,
-- or if the performance has started or is cancelled. `waitSeconds` is the time until the
-- unpaid-hold limit permits a hold. Without a buyer's row, `revision` and `heldReservationId` are
-- null; `seatsPaid`, `endedEpoch` and `endedNumber` are 0.
-- `known`, `blocked` and `free` are lists of seat numbers. `free` includes the seats of the user's
-- own hold.
SELECT f.open IS NOT NULL AS "exists", f.open,
       f.orphan_rule AS "orphanRule", f.seconds AS "holdSeconds", f.max_seats AS "seatLimit",
       coalesce(greatest(extract(epoch FROM b.vain_until - clock_timestamp())
                         - $6::int * f.seconds, 0), 0)::float8 AS "waitSeconds",
       b.revision, b.held_reservation_id AS "heldReservationId",
       coalesce(b.seats_paid, 0) AS "seatsPaid", coalesce(b.ended_epoch, 0) AS "endedEpoch",
       coalesce(b.ended_number, 0) AS "endedNumber", s.known, s.blocked, s.free
FROM unnest($1::int[], $2::uuid[], $3::int[])
     WITH ORDINALITY AS asked (performance_id, user_id, concert_id, n)
LEFT JOIN LATERAL (
  SELECT c.state = 'PUBLISHED' AND p.cancelled_at IS NULL AND p.starts_at > clock_timestamp()
           AND coalesce(c.closes_at > clock_timestamp(), true) AS open,
         c.orphan_rule, c.max_seats, coalesce(c.hold_seconds, d.hold_seconds) AS seconds
  FROM performances p JOIN concerts c ON c.id = p.concert_id CROSS JOIN policy_defaults d
  WHERE p.id = asked.performance_id AND c.id = asked.concert_id LIMIT 1
) f ON true
LEFT JOIN LATERAL (
  SELECT * FROM buyers WHERE user_id = asked.user_id AND concert_id = asked.concert_id LIMIT 1
) b ON true
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(number), '{}') AS known,
         coalesce(array_agg(number) FILTER (WHERE blocked_reason IS NOT NULL), '{}') AS blocked,
         coalesce(array_agg(number) FILTER (WHERE blocked_reason IS NULL AND NOT kept
           AND (reservation_id IS NULL OR (held_until <= clock_timestamp() AND NOT waited)
                OR reservation_id = b.held_reservation_id)), '{}') AS free
  FROM seats WHERE performance_id = asked.performance_id AND number = ANY (ARRAY(
    SELECT number FROM unnest($4::int[], $5::smallint[]) AS of_request (n, number)
    WHERE of_request.n = asked.n))
) s
ORDER BY asked.n
