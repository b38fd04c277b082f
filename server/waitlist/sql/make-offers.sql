-- Makes offers: takes the kept and listed seats, voids the tickets of the listed ones, inserts the HELD reservations, and updates the wishes and the
-- buyers' rows. Locks the seats by performance and number. The caller must hold the locks of the
-- waitlist and of the buyers, who have no hold.
-- Parameters: $1 concert id. One value per offer: $2 wish ids, $3 performance ids. One value per seat:
-- $4 position of the seat's offer, from 1; $5 seat number.
-- Returns {reservationId, userId, performanceId, seats, price: sum in won, expiresAt}. If an offer is
-- missing, its seats were neither kept nor listed; the caller must roll back.
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($2::int[], $3::int[]) WITH ORDINALITY AS a (wish_id, performance_id, n)
), locked AS MATERIALIZED (
  SELECT wanted.n, wanted.performance_id, wanted.number, seat.*
  FROM (
    SELECT asked.n, asked.performance_id, of_offer.number
    FROM unnest($4::int[], $5::smallint[]) AS of_offer (n, number) JOIN asked USING (n)
    ORDER BY performance_id, number
  ) wanted
  CROSS JOIN LATERAL (
    SELECT price_krw, kept, freed_at FROM seats s
    WHERE s.performance_id = wanted.performance_id AND s.number = wanted.number FOR UPDATE
  ) seat
), listing AS MATERIALIZED (
  SELECT l.id, l.ticket_id, l.performance_id, l.seat_number AS number, l.price_krw, l.listed_at
  FROM resales l
  WHERE (l.performance_id, l.seat_number) IN (SELECT performance_id, number FROM locked)
    AND l.state = 'LISTED'
  ORDER BY l.id FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT n, array_agg(number ORDER BY number) AS seats,
         array_agg(coalesce(listing.price_krw, locked.price_krw) ORDER BY number) AS prices,
         min(coalesce(listed_at, freed_at)) AS freed_from,
         max(coalesce(listed_at, freed_at)) AS freed_to
  FROM locked LEFT JOIN listing USING (performance_id, number)
  GROUP BY n HAVING bool_and(kept OR listing.id IS NOT NULL)
), begun AS MATERIALIZED (
  SELECT clock_timestamp()::timestamptz(3) AS at,
         coalesce(c.offer_seconds, d.hold_seconds) AS seconds
  FROM concerts c CROSS JOIN policy_defaults d
  WHERE c.id = $1::int AND (SELECT count(*) FROM locked) >= 0
), offer AS MATERIALIZED (
  SELECT asked.n, asked.wish_id, asked.performance_id, w.user_id, w.number, chosen.seats,
         chosen.prices, chosen.freed_from, chosen.freed_to, begun.at, begun.at + make_interval(secs => begun.seconds) AS until,
         nextval(pg_get_serial_sequence('reservations', 'id'))::int AS id
  FROM asked JOIN chosen USING (n) JOIN wishes w ON w.id = asked.wish_id CROSS JOIN begun
  WHERE w.status = 'WAITING' AND w.concert_id = $1::int
), taken AS (
  UPDATE seats s SET kept = false, reservation_id = offer.id, held_until = offer.until,
                     waited = s.waited OR listing.id IS NOT NULL
  FROM locked JOIN offer USING (n)
  LEFT JOIN listing ON listing.performance_id = locked.performance_id
                   AND listing.number = locked.number
  WHERE s.performance_id = locked.performance_id AND s.number = locked.number
), resold AS (
  UPDATE resales SET state = 'OFFERED', offer_id = offer.id
  FROM listing JOIN locked USING (performance_id, number) JOIN offer USING (n)
  WHERE resales.id = listing.id
), voided AS (
  UPDATE tickets SET voided_at = offer.at
  FROM listing JOIN locked USING (performance_id, number) JOIN offer USING (n)
  WHERE tickets.id = listing.ticket_id AND tickets.voided_at IS NULL
), inserted AS (
  INSERT INTO reservations (id, user_id, concert_id, performance_id, created_at, held_until, seats,
                            prices_krw, offer)
  SELECT id, user_id, $1::int, performance_id, at, until, seats, prices, true FROM offer
), pointed AS (
  UPDATE buyers SET held_reservation_id = offer.id, seats_held = cardinality(offer.seats)
  FROM offer WHERE buyers.user_id = offer.user_id AND buyers.concert_id = $1::int
), offered AS (
  UPDATE wishes SET status = 'OFFERED', reservation_id = offer.id, collects_at_id = NULL,
                    collecting_since = NULL
  FROM offer WHERE wishes.id = offer.wish_id
), recorded AS (
  INSERT INTO waitlist_decisions (wish_id, number, kind, performance_id, seats, reservation_id,
                                  freed_from, freed_to)
  SELECT wish_id, number, 'OFFERED', performance_id, seats, id, freed_from, freed_to
  FROM offer ORDER BY number
)
SELECT id AS "reservationId", user_id::text AS "userId", performance_id AS "performanceId", seats,
       sum_krw(prices)::int AS price, until AS "expiresAt"
FROM offer
