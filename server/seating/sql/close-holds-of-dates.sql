-- Ends the live holds of cancelled performances, and reads their paid reservations. Frees the seats of
-- the holds. A lapsed hold stays for the sweeper, because its seats are free by the clock, unless it
-- is the offer of a handed-back seat, which returns to its owner's paid reservation.
-- Locks the owners' buyer rows by user, then all seats by performance and number. The write to the
-- buyers makes a hold or payment that waits for its row fail and run again.
-- The holds do not count towards the unpaid-hold limit, because staff end them.
-- Parameters: $1 performance ids of one concert, $2 reason of staff.
-- Returns {reservationId, performanceId, userId, paymentId: null for an ended hold}, ordered by
-- reservation: the ended holds and the paid reservations.
WITH owned AS MATERIALIZED (
  SELECT DISTINCT r.id, r.user_id, r.concert_id, r.performance_id
  FROM unnest($1::int[]) AS asked (performance_id)
  CROSS JOIN LATERAL (
    SELECT reservation_id FROM seats s
    WHERE s.performance_id = asked.performance_id AND s.reservation_id IS NOT NULL
    UNION ALL
    SELECT reservation_id FROM resales l
    WHERE l.performance_id = asked.performance_id AND l.state = 'OFFERED' OFFSET 0
  ) seat
  CROSS JOIN LATERAL (
    SELECT id, user_id, concert_id, performance_id FROM reservations
    WHERE id = seat.reservation_id LIMIT 1
  ) r
), buyer AS MATERIALIZED (
  SELECT locked.* FROM (
    SELECT DISTINCT user_id, concert_id FROM owned ORDER BY user_id, concert_id
  ) owner CROSS JOIN LATERAL (
    SELECT b.user_id, b.concert_id, b.held_reservation_id FROM buyers b
    WHERE b.user_id = owner.user_id AND b.concert_id = owner.concert_id FOR UPDATE
  ) locked
), seat AS MATERIALIZED (
  SELECT locked.* FROM (
    SELECT performance_id FROM unnest($1::int[]) AS asked (performance_id)
    WHERE (SELECT count(*) FROM buyer) >= 0 ORDER BY performance_id
  ) asked CROSS JOIN LATERAL (
    SELECT s.performance_id, s.number, s.reservation_id, s.held_until FROM seats s
    WHERE s.performance_id = asked.performance_id ORDER BY s.number FOR UPDATE
  ) locked
), held AS MATERIALIZED (
  SELECT owned.* FROM owned WHERE id IN (
    SELECT reservation_id FROM seat WHERE held_until > clock_timestamp()
    UNION ALL SELECT offer_id FROM resales WHERE state = 'OFFERED' AND performance_id = ANY ($1::int[]))
), paid AS MATERIALIZED (
  SELECT owned.* FROM owned WHERE id IN (
    SELECT reservation_id FROM seat WHERE held_until IS NULL
    UNION ALL
    SELECT reservation_id FROM resales WHERE state = 'OFFERED' AND performance_id = ANY ($1::int[]))
), freed AS (
  UPDATE seats SET reservation_id = NULL, held_until = NULL
  FROM seat JOIN held ON held.id = seat.reservation_id
  WHERE seats.performance_id = seat.performance_id AND seats.number = seat.number
    AND seats.performance_id = ANY ($1::int[])
), closed AS (
  UPDATE reservations SET status = 'RELEASED', released_reason = $2, closed_at = clock_timestamp()
  FROM held WHERE reservations.id = held.id AND reservations.id = ANY (ARRAY(SELECT id FROM held))
), counted AS (
  UPDATE buyers SET
    held_reservation_id = CASE WHEN held.id IS NULL THEN buyer.held_reservation_id END,
    seats_held = CASE WHEN held.id IS NULL THEN buyers.seats_held ELSE 0 END,
    revision = buyers.revision + 1
  FROM buyer LEFT JOIN held ON held.id = buyer.held_reservation_id
  WHERE buyers.user_id = buyer.user_id AND buyers.concert_id = buyer.concert_id
    AND buyers.user_id = ANY (ARRAY(SELECT user_id FROM buyer))
)
SELECT id AS "reservationId", performance_id AS "performanceId", user_id::text AS "userId",
       NULL::int AS "paymentId" FROM held
UNION ALL
SELECT id, performance_id, user_id::text, payment_of(id) FROM paid
ORDER BY 1
