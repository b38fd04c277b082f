-- Reads the performance, the buyer and the requested seats, which decide whether a hold may begin.
-- Takes no locks and guarantees nothing: the later writes check everything again.
-- Parameters: $1 performance id, $2 seat numbers, $3 user id, $4 concert id, $5 unpaid-hold limit
-- in hold times.
-- Returns {open, orphanRule, holdSeconds, seatLimit, waitSeconds: time until the unpaid-hold limit
-- allows a hold, revision, heldReservationId, seatsPaid, endedEpoch, endedNumber, known, blocked,
-- free}.
-- Without a buyer's row, revision and heldReservationId are null; seatsPaid, endedEpoch and
-- endedNumber are 0.
-- The lists known, blocked and free contain seat numbers; the buyer's own held seats count as free.
-- Returns no row if the concert has no such performance.
SELECT p.starts_at > clock_timestamp() AS open, c.orphan_rule AS "orphanRule",
       h.seconds AS "holdSeconds", c.max_seats AS "seatLimit",
       coalesce(greatest(extract(epoch FROM b.vain_until - clock_timestamp())
                         - $5::int * h.seconds, 0), 0)::float8 AS "waitSeconds",
       b.revision, b.held_reservation_id AS "heldReservationId",
       coalesce(b.seats_paid, 0) AS "seatsPaid", coalesce(b.ended_epoch, 0) AS "endedEpoch",
       coalesce(b.ended_number, 0) AS "endedNumber", s.known, s.blocked, s.free
FROM performances p JOIN concerts c ON c.id = p.concert_id
CROSS JOIN policy_defaults d
CROSS JOIN LATERAL (SELECT coalesce(c.hold_seconds, d.hold_seconds) AS seconds) h
LEFT JOIN buyers b ON b.user_id = $3::uuid AND b.concert_id = c.id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(number), '{}') AS known,
         coalesce(array_agg(number) FILTER (WHERE blocked_reason IS NOT NULL), '{}') AS blocked,
         coalesce(array_agg(number) FILTER (WHERE blocked_reason IS NULL
           AND (reservation_id IS NULL OR held_until <= clock_timestamp()
                OR reservation_id = b.held_reservation_id)), '{}') AS free
  FROM seats WHERE performance_id = p.id AND number = ANY ($2::smallint[])
) s
WHERE p.id = $1::int AND c.id = $4::int
