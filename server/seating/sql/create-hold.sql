-- Begins a hold: takes the requested seats that are free. If all requested seats are free, inserts
-- the reservation and points the buyer's row to that reservation. The caller must hold the buyer's
-- lock.
-- The statement locks seats in number order, so that two requests for the same seats cannot
-- deadlock. The database's clock, read after the locks, decides which seats are free and when the
-- hold starts.
-- Each step repeats the seat numbers, so that the planner reads only these seats, in this order.
-- Parameters: $1 performance id, $2 seat numbers, $3 user id, $4 concert id, $5 place epoch, $6
-- place number, $7 hold time in seconds.
-- Returns {taken: seat numbers} and the columns of reservation.sql. The id is null if a requested
-- seat is not free; the caller must then roll back.
WITH locked AS MATERIALIZED (
  SELECT number, blocked_reason, reservation_id, held_until FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), free AS MATERIALIZED (
  SELECT number FROM locked WHERE blocked_reason IS NULL
    AND (reservation_id IS NULL OR held_until <= clock_timestamp())
), next AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('reservations', 'id'))::int AS id, clock_timestamp() AS at
  FROM (SELECT count(*) FROM locked) one_row
), taken AS (
  UPDATE seats SET reservation_id = next.id, held_until = next.at + make_interval(secs => $7::int)
  FROM next WHERE performance_id = $1::int AND number = ANY (ARRAY(SELECT number FROM free))
  RETURNING number, price_krw
), chosen AS MATERIALIZED (
  SELECT array_agg(number ORDER BY number) AS seats, array_agg(price_krw ORDER BY number) AS prices
  FROM taken
), held AS (
  INSERT INTO reservations (id, user_id, concert_id, performance_id, created_at, held_until,
                            seats, prices_krw, place_epoch, place_number)
  SELECT next.id, $3::uuid, $4::int, $1::int, next.at, next.at + make_interval(secs => $7::int),
         seats, prices, $5::int, $6::bigint
  FROM next, chosen WHERE cardinality(seats) = cardinality($2::smallint[])
  RETURNING *
), pointed AS (
  UPDATE buyers SET held_reservation_id = held.id, seats_held = cardinality(held.seats)
  FROM held WHERE buyers.user_id = held.user_id AND buyers.concert_id = held.concert_id
)
SELECT coalesce(chosen.seats, '{}') AS taken, held.id, user_id AS "userId",
       concert_id AS "concertId", performance_id AS "performanceId",
       held.seats, prices_krw AS "pricesKrw", status::text AS status,
       held_until AS "heldUntil", extensions,
       place_epoch AS "placeEpoch", place_number AS "placeNumber",
       (extract(epoch FROM held_until - clock_timestamp()) * 1000)::float8 AS "leftMs"
FROM chosen LEFT JOIN held ON true
