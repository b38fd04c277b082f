-- Moves a ticket with its seat to a new reservation of the person who accepts the gift. The ticket gets
-- a new issue, so its old code is void. Changes nothing unless the gift is open by the clock and the
-- giver's reservation still has the valid ticket. The caller must hold the locks of both buyer rows.
-- Parameters: $1 gift id, $2 user id of the addressee.
-- Returns {reservationId}.
WITH gift AS MATERIALIZED (
  SELECT g.id, g.ticket_id, t.payment_id, t.seat_number, r.id AS source_id, r.user_id AS giver_id,
         r.concert_id, r.performance_id, r.held_until, r.place_epoch, r.place_number,
         r.prices_krw[array_position(r.seats, t.seat_number)] AS price_krw,
         nextval(pg_get_serial_sequence('reservations', 'id'))::int AS received_id
  FROM gifts g JOIN tickets t ON t.id = g.ticket_id
  JOIN payments p ON p.id = t.payment_id
  JOIN reservations r ON r.id = g.reservation_id AND r.id = coalesce(t.reservation_id, p.reservation_id)
  WHERE g.id = $1::int AND g.state = 'OPEN' AND g.expires_at > clock_timestamp()
    AND t.voided_at IS NULL AND r.status = 'PAID'
), received AS (
  INSERT INTO reservations (id, user_id, concert_id, performance_id, status, seats, prices_krw,
                            held_until, place_epoch, place_number, gift_payment_id)
  SELECT received_id, $2::uuid, concert_id, performance_id, 'PAID', ARRAY[seat_number],
         ARRAY[price_krw], held_until, place_epoch, place_number, payment_id
  FROM gift
), kept AS (
  UPDATE reservations r SET seats = rest.seats, prices_krw = rest.prices
  FROM gift CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(seat ORDER BY seat), '{}') AS seats,
           coalesce(array_agg(price ORDER BY seat), '{}') AS prices
    FROM reservations source, unnest(source.seats, source.prices_krw) AS of_seat (seat, price)
    WHERE source.id = gift.source_id AND seat <> gift.seat_number
  ) rest
  WHERE r.id = gift.source_id
), moved AS (
  UPDATE seats s SET reservation_id = gift.received_id FROM gift
  WHERE s.performance_id = gift.performance_id AND s.number = gift.seat_number
), printed AS (
  UPDATE tickets t SET reservation_id = gift.received_id, issue = issue + 1 FROM gift
  WHERE t.id = gift.ticket_id
), counted AS (
  UPDATE buyers b SET seats_paid = seats_paid + CASE WHEN b.user_id = $2::uuid THEN 1 ELSE -1 END
  FROM gift
  WHERE b.concert_id = gift.concert_id AND b.user_id IN (gift.giver_id, $2::uuid)
)
UPDATE gifts SET state = 'ACCEPTED', closed_at = clock_timestamp(), received_id = gift.received_id
FROM gift WHERE gifts.id = gift.id
RETURNING gifts.received_id AS "reservationId"
