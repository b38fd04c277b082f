-- Pays a held reservation: sells the seats, debits the wallet, writes ledger and payment, issues
-- tickets and ends the place. Adds an outbox message, from which the relay removes the place from
-- the queue. The caller must hold the buyer's lock.
-- Each step reads the result of the previous step, which fixes the order of the locks. A step does
-- nothing if the previous step returned no row. The caller must roll back if the result has no
-- paymentId.
-- The database's clock, read after the statement has locked the seats, decides whether the hold is
-- still live.
-- Parameters: $1 reservation id, $2 user id, $3 concert id, $4 epoch and $5 number of the place.
-- Returns {performanceId, status: as in reservation.sql, allSold: false if a seat is no longer
-- held, amount, tickets: [{ticketId, seat}], balance, paymentId, paidAt}.
-- The fields balance, paymentId and paidAt are null if allSold is false or the balance is too
-- small.
-- Returns no row if the user has no such reservation.
WITH held AS MATERIALIZED (
  SELECT id, performance_id, seats,
         (SELECT sum(price) FROM unnest(prices_krw) price)::bigint AS amount,
         CASE WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED'
              ELSE status::text END AS status
  FROM reservations WHERE id = $1::int AND user_id = $2::uuid AND concert_id = $3::int
), locked AS MATERIALIZED (
  SELECT asked.* FROM held CROSS JOIN LATERAL (
    SELECT number, reservation_id, held_until FROM seats
    WHERE performance_id = held.performance_id AND number = ANY (held.seats)
    ORDER BY number FOR UPDATE
  ) asked WHERE held.status = 'HELD'
), live AS MATERIALIZED (
  SELECT number FROM locked WHERE reservation_id = $1::int AND held_until > clock_timestamp()
), sold AS (
  UPDATE seats SET held_until = NULL
  WHERE performance_id = (SELECT performance_id FROM held)
    AND number = ANY (ARRAY(SELECT number FROM live))
  RETURNING performance_id, number
), sale AS MATERIALIZED (
  SELECT * FROM held WHERE cardinality(seats) = (SELECT count(*) FROM sold)
), debited AS (
  UPDATE accounts SET balance_krw = balance_krw - sale.amount FROM sale
  WHERE user_id = $2::uuid AND balance_krw >= sale.amount
  RETURNING accounts.id, balance_krw
), bought AS (
  UPDATE buyers SET held_reservation_id = NULL, seats_held = 0,
                    seats_paid = seats_paid + cardinality(sale.seats),
                    ended_epoch = coalesce(turn.spends_epoch, $4::int),
                    ended_number = coalesce(turn.spends_number, $5::bigint)
  FROM debited, sale
  LEFT JOIN turns turn ON turn.user_id = $2::uuid AND turn.concert_id = $3::int
                          AND turn.number = $5::bigint
  WHERE buyers.user_id = $2::uuid AND buyers.concert_id = $3::int
), paid AS (
  UPDATE reservations SET status = 'PAID' FROM debited
  WHERE reservations.id = $1::int AND status = 'HELD'
), recorded AS (
  INSERT INTO ledger_transactions (kind) SELECT 'PAYMENT' FROM debited RETURNING id
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT recorded.id, debited.id, -sale.amount, debited.balance_krw FROM recorded, debited, sale
  UNION ALL
  SELECT recorded.id, platform.id, sale.amount, NULL FROM recorded, sale, accounts platform
  WHERE platform.kind = 'REVENUE' AND platform.kind <> 'PERSON'
), payment AS (
  INSERT INTO payments (reservation_id, concert_id, amount_krw, place_epoch, place_number,
                        transaction_id, paid_at, cancellation_fees)
  SELECT $1::int, concerts.id, sale.amount, $4::int, $5::bigint, recorded.id,
         clock_timestamp(), concerts.cancellation_fees
  FROM recorded, sale, concerts WHERE concerts.id = $3::int
  RETURNING id, paid_at
), printed AS (
  INSERT INTO tickets (payment_id, performance_id, seat_number)
  SELECT payment.id, sold.performance_id, sold.number FROM payment, sold ORDER BY sold.number
  RETURNING id, seat_number
), promised AS (
  INSERT INTO outbox (kind, payload)
  SELECT 'PLACE_SPENT', jsonb_build_object('userId', $2::uuid, 'concertId', $3::int,
                                           'epoch', $4::int, 'number', $5::bigint) FROM payment
)
SELECT held.performance_id AS "performanceId", held.status, held.amount,
       EXISTS (SELECT FROM sale) AS "allSold", debited.balance_krw AS balance,
       payment.id AS "paymentId", payment.paid_at AS "paidAt",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('ticketId', id, 'seat', seat_number)
                                  ORDER BY seat_number), '[]') FROM printed) AS tickets
FROM held LEFT JOIN debited ON true LEFT JOIN payment ON true
