-- Begins holds of different users. Takes the requested seats, inserts the reservations and updates
-- the buyers' rows. A request fails if its buyer's row has changed since the precheck, if the sale
-- has closed, if a seat is not free, or if it has a companion seat without its wheelchair seat. A
-- failed request writes nothing.
-- Locks the buyers by user and concert, then the seats by performance and number, so that two
-- statements cannot deadlock. The database's clock, read after the locks, decides which seats are
-- free, and whether the sale is open. It also sets the start of the holds.
-- Each lookup is a LATERAL with a lock, so that the planner reads only these rows, in lock order.
-- Each write names the locked rows by ctid. By primary key, a group of 32 took 25 % more database
-- CPU. No other transaction can move a locked row. A row that moved before its lock raises a
-- serialization failure; at READ COMMITTED its ctid would find no row.
-- Parameters, one value per request: $1 user ids, $2 concert ids, $3 performance ids, $4 place
-- epochs, $5 place numbers. Further values per request: $6 hold times in seconds, $7 seat limits,
-- $8 revisions of the buyers' rows (null: no row).
-- Parameters, one value per seat: $9 position of the seat's request, from 1; $10 seat number.
-- No two requests may share a user or a seat.
-- Returns one row per request, in order: {isFresh, isOpen, known, blocked, free, lone} and the
-- columns of reservation.sql. `isFresh` is false if the buyer's row has changed. `isOpen` is false if
-- the sale has closed, or if the performance has started or is cancelled. `known`, `blocked`, `free`
-- and `lone` are lists of seat numbers; `lone` has the companion seats without their wheelchair
-- seats. The columns of reservation.sql are null without a hold.
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::bigint[], $6::int[],
                       $7::smallint[], $8::int[])
    WITH ORDINALITY AS a (user_id, concert_id, performance_id, epoch, place_number, hold_seconds,
                          seat_limit, revision, n)
), buyer AS MATERIALIZED (
  SELECT asked.n, locked.at, locked.revision
  FROM (SELECT * FROM asked ORDER BY user_id, concert_id) asked
  LEFT JOIN LATERAL (
    SELECT ctid AS at, revision FROM buyers b
    WHERE b.user_id = asked.user_id AND b.concert_id = asked.concert_id FOR UPDATE
  ) locked ON true
), sale AS MATERIALIZED (
  SELECT performance_id, performance.closes
  FROM (SELECT DISTINCT performance_id, concert_id FROM asked) asked CROSS JOIN LATERAL (
    SELECT least(p.starts_at, c.closes_at) AS closes
    FROM performances p JOIN concerts c ON c.id = p.concert_id
    WHERE p.id = asked.performance_id AND c.id = asked.concert_id AND c.state = 'PUBLISHED'
      AND p.cancelled_at IS NULL LIMIT 1
  ) performance
), fresh AS MATERIALIZED (
  SELECT asked.*, buyer.at AS buyer_at FROM asked JOIN buyer USING (n)
  WHERE buyer.revision IS NOT DISTINCT FROM asked.revision
), locked AS MATERIALIZED (
  SELECT wanted.n, wanted.number, seat.*
  FROM (
    SELECT fresh.n, fresh.performance_id, of_request.number
    FROM unnest($9::int[], $10::smallint[]) AS of_request (n, number) JOIN fresh USING (n)
    ORDER BY performance_id, number
  ) wanted
  CROSS JOIN LATERAL (
    SELECT ctid AS at, price_krw, blocked_reason, reservation_id, held_until, companion_of, kept,
           waited
    FROM seats s
    WHERE s.performance_id = wanted.performance_id AND s.number = wanted.number FOR UPDATE
  ) seat
), begun AS MATERIALIZED (
  SELECT clock_timestamp()::timestamptz(3) AS at FROM (SELECT count(*) FROM locked) one_row
), free AS MATERIALIZED (
  SELECT locked.* FROM locked, begun
  WHERE blocked_reason IS NULL AND NOT kept
    AND (reservation_id IS NULL OR (held_until <= begun.at AND NOT waited))
), lone AS MATERIALIZED (
  SELECT n, number FROM locked
  WHERE companion_of IS NOT NULL
    AND is_lone_companion(companion_of, ARRAY(SELECT number FROM locked w WHERE w.n = locked.n))
), chosen AS MATERIALIZED (
  SELECT n, array_agg(number ORDER BY number) AS seats,
         array_agg(price_krw ORDER BY number) AS prices
  FROM free WHERE n <> ALL (ARRAY(SELECT n FROM lone)) GROUP BY n
  HAVING count(*) = (SELECT count(*) FROM unnest($9::int[]) AS of_request (n)
                     WHERE of_request.n = free.n)
), held AS MATERIALIZED (
  SELECT fresh.*, chosen.seats, chosen.prices, begun.at AS begun_at,
         nextval(pg_get_serial_sequence('reservations', 'id'))::int AS id,
         begun.at + make_interval(secs => hold_seconds) AS until
  FROM chosen JOIN fresh USING (n) JOIN sale USING (performance_id) CROSS JOIN begun
  WHERE sale.closes > begun.at
), taken AS (
  UPDATE seats SET reservation_id = held.id, held_until = held.until
  FROM free JOIN held USING (n) WHERE seats.ctid = free.at
), inserted AS (
  INSERT INTO reservations (id, user_id, concert_id, performance_id, created_at, held_until,
                            seats, prices_krw, place_epoch, place_number)
  SELECT id, user_id, concert_id, performance_id, begun_at, until, seats, prices, epoch,
         place_number
  FROM held
), known AS (
  INSERT INTO buyers (user_id, concert_id, seat_limit, held_reservation_id, seats_held)
  SELECT user_id, concert_id, seat_limit, id, cardinality(seats) FROM held WHERE buyer_at IS NULL
  ON CONFLICT DO NOTHING -- a concurrent insert causes a serialization failure
), pointed AS (
  UPDATE buyers SET held_reservation_id = held.id, seats_held = cardinality(held.seats),
                    seat_limit = greatest(held.seat_limit, cardinality(held.seats) + seats_paid),
                    revision = buyers.revision + 1
  FROM held WHERE buyers.ctid = held.buyer_at
)
SELECT fresh.n IS NOT NULL AS "isFresh", coalesce(sale.closes > begun.at, false) AS "isOpen",
       seat.known, seat.blocked, seat.free,
       CASE WHEN held.id IS NULL
            THEN ARRAY(SELECT number FROM lone WHERE lone.n = asked.n ORDER BY number)
            ELSE '{}' END AS lone, held.id, held.user_id AS "userId",
       held.concert_id AS "concertId", held.performance_id AS "performanceId", held.seats,
       held.prices AS "pricesKrw",
       'HELD' AS status, held.until AS "heldUntil", 0 AS extensions, false AS offer,
       held.epoch AS "placeEpoch", held.place_number AS "placeNumber",
       (extract(epoch FROM held.until - clock_timestamp()) * 1000)::float8 AS "leftMs"
FROM asked LEFT JOIN sale USING (performance_id) LEFT JOIN fresh USING (n) LEFT JOIN held USING (n)
CROSS JOIN begun
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(number), '{}') AS known,
         coalesce(array_agg(number) FILTER (WHERE blocked_reason IS NOT NULL), '{}') AS blocked,
         coalesce(array_agg(number) FILTER (WHERE EXISTS (
           SELECT FROM free WHERE free.n = locked.n AND free.number = locked.number)), '{}') AS free
  FROM locked WHERE locked.n = asked.n
) seat ORDER BY asked.n
