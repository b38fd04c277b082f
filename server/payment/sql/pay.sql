-- Pays held reservations of different users, each payment once per key. A payment changes seats,
-- wallet, ledger, payments, tickets and the place's end. It also writes an outbox message and the
-- stored reply. A free payment writes no ledger entries. A refused or repeated payment writes
-- nothing.
-- Locks buyers, then seats, then wallets, each in ascending order. Checks each payment after its
-- locks. The database's clock decides whether the user still holds the seats.
-- Each lookup is a LATERAL with a LIMIT or a lock. Each write names the locked rows by primary key,
-- the wallets also by an array of ids. Otherwise the planner may reverse a join and read rows of
-- other buyers.
-- Parameters, one value per payment: $1 user ids, $2 concert ids of the turns, $3 reservation ids,
-- $4 performance ids. A null $3 means the user's live hold on performance $4; otherwise $4 is null.
-- Further values per payment: $5 place epochs, $6 place numbers, $7 keys, $8 hashes of the
-- requests.
-- Without a turn, $2, $5 and $6 are null: the statement pays only offers, and another row only
-- explains the refusal. An offer belongs to no place, so its payment ends none.
-- Returns one row per payment, in order: {reply, performanceId, status, offer, hasEnded, allHeld,
-- missing}.
-- `reply` is null without a new payment. `performanceId` and `status` are as in reservation.sql,
-- null without a reservation. A hold of a cancelled concert or date is RELEASED. `hasEnded` is true if the
-- place has ended. `allHeld` is true if the user still holds all seats. `missing` is the amount
-- minus the wallet's balance, in won.
WITH asked AS MATERIALIZED (
  SELECT a.user_id, coalesce(a.turn_concert_id, r.concert_id, p.concert_id) AS concert_id,
         a.reservation_id, a.performance_id, a.epoch, a.number, a.key, a.hash, a.n
  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[], $6::bigint[], $7::text[],
              $8::text[])
       WITH ORDINALITY AS a (user_id, turn_concert_id, reservation_id, performance_id, epoch,
                             number, key, hash, n)
  LEFT JOIN LATERAL (SELECT concert_id FROM reservations
                     WHERE id = a.reservation_id AND user_id = a.user_id LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT concert_id FROM performances
                     WHERE id = a.performance_id LIMIT 1) p ON true
), buyer AS MATERIALIZED (
  SELECT asked.n, locked.* FROM (SELECT * FROM asked ORDER BY user_id, concert_id) asked
  CROSS JOIN LATERAL (
    SELECT held_reservation_id, ended_epoch, ended_number FROM buyers b
    WHERE b.user_id = asked.user_id AND b.concert_id = asked.concert_id FOR UPDATE
  ) locked
), held AS MATERIALIZED (
  SELECT asked.n, asked.user_id, asked.concert_id, asked.epoch, asked.number, asked.key,
         asked.hash, r.id, r.performance_id, r.seats, r.amount, r.status, r.offer,
         NOT r.offer AND coalesce(asked.epoch < ended_epoch
                  OR (asked.epoch = ended_epoch AND asked.number <= ended_number), false)
           AS has_ended,
         r.status = 'HELD' AND coalesce(asked.performance_id = r.performance_id, true)
           AS is_payable
  FROM buyer JOIN asked USING (n) CROSS JOIN LATERAL (
    SELECT id, performance_id, seats, offer,
           (SELECT sum(price) FROM unnest(prices_krw) price)::bigint AS amount,
           CASE WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED'
                WHEN status = 'HELD' AND ((SELECT state FROM concerts c
                                           WHERE c.id = asked.concert_id) = 'CANCELLED'
                  OR (SELECT cancelled_at IS NOT NULL FROM performances p
                      WHERE p.id = reservations.performance_id))
                  THEN 'RELEASED'
                ELSE status::text END AS status
    FROM reservations
    WHERE id = coalesce(asked.reservation_id, held_reservation_id) AND user_id = asked.user_id
      AND concert_id = asked.concert_id FOR UPDATE
  ) r
), seat AS MATERIALIZED (
  SELECT asked.*, locked.* FROM (
    SELECT n, id, performance_id, unnest(seats) AS number FROM held
    WHERE is_payable AND NOT has_ended AND (held.number IS NOT NULL OR offer)
    ORDER BY performance_id, number
  ) asked CROSS JOIN LATERAL (
    SELECT reservation_id, held_until FROM seats s
    WHERE s.performance_id = asked.performance_id AND s.number = asked.number FOR UPDATE
  ) locked
), live AS MATERIALIZED (
  SELECT * FROM seat WHERE reservation_id = id AND held_until > clock_timestamp()
), complete AS MATERIALIZED (
  SELECT held.* FROM held
  WHERE cardinality(seats) = (SELECT count(*) FROM live WHERE live.n = held.n)
), wallet AS MATERIALIZED (
  SELECT owner.n, locked.* FROM (
    SELECT n, account.id
    FROM complete CROSS JOIN LATERAL (SELECT id FROM accounts a
                                      WHERE a.user_id = complete.user_id LIMIT 1) account
    ORDER BY account.id
  ) owner CROSS JOIN LATERAL (SELECT a.id, balance_krw FROM accounts a
                              WHERE a.id = owner.id FOR UPDATE) locked
), affordable AS MATERIALIZED (
  SELECT complete.*, wallet.id AS account_id,
         wallet.balance_krw - amount AS balance, clock_timestamp()::timestamptz(3) AS paid_at,
         nextval(pg_get_serial_sequence('payments', 'id'))::int AS payment_id
  FROM wallet JOIN complete USING (n) WHERE wallet.balance_krw >= amount
), ticket AS MATERIALIZED (
  SELECT sold.*, nextval(pg_get_serial_sequence('tickets', 'id'))::int AS id FROM (
    SELECT n, payment_id, performance_id, unnest(seats) AS number FROM affordable ORDER BY n, number
  ) sold
), kept AS (
  INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply)
  SELECT user_id, 'PAY', key, hash, jsonb_build_object(
           'paymentId', payment_id, 'reservationId', id, 'amount', amount, 'balance', balance,
           'paidAt', to_char(paid_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'tickets', (SELECT jsonb_agg(jsonb_build_object('ticketId', ticket.id,
                                                           'seat', ticket.number)
                                        ORDER BY ticket.number)
                       FROM ticket WHERE ticket.n = affordable.n))
         || CASE WHEN offer THEN '{"offer": true}'::jsonb ELSE '{}' END
  FROM affordable
  ON CONFLICT DO NOTHING RETURNING user_id, reply
), sale AS MATERIALIZED (
  SELECT affordable.*, kept.reply,
         nextval(pg_get_serial_sequence('ledger_transactions', 'id'))::int AS transaction_id,
         concert.cancellation_fees, coalesce(turn.spends_epoch, epoch) AS ends_epoch,
         coalesce(turn.spends_number, number) AS ends_number
  FROM affordable JOIN kept USING (user_id)
  CROSS JOIN LATERAL (
    SELECT cancellation_fees FROM concerts c WHERE c.id = affordable.concert_id LIMIT 1
  ) concert
  LEFT JOIN LATERAL (
    SELECT spends_epoch, spends_number FROM turns t
    WHERE t.user_id = affordable.user_id AND t.concert_id = affordable.concert_id
      AND t.number = affordable.number LIMIT 1
  ) turn ON true
), sold AS (
  UPDATE seats SET held_until = NULL FROM live JOIN sale USING (n)
  WHERE seats.performance_id = live.performance_id AND seats.number = live.number
), debited AS (
  UPDATE accounts SET balance_krw = sale.balance FROM sale
  WHERE accounts.id = sale.account_id AND accounts.id = ANY (ARRAY(SELECT account_id FROM sale))
), bought AS (
  UPDATE buyers SET held_reservation_id = NULL, seats_held = 0,
                    seats_paid = seats_paid + cardinality(sale.seats),
                    ended_epoch = CASE WHEN sale.offer THEN buyers.ended_epoch ELSE ends_epoch END,
                    ended_number = CASE WHEN sale.offer THEN buyers.ended_number ELSE ends_number END,
                    revision = revision + 1
  FROM sale WHERE buyers.user_id = sale.user_id AND buyers.concert_id = sale.concert_id
), paid AS (
  UPDATE reservations SET status = 'PAID' FROM sale WHERE reservations.id = sale.id
), recorded AS (
  INSERT INTO ledger_transactions (id, kind) SELECT transaction_id, 'PAYMENT' FROM sale
), entered AS (
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
  SELECT transaction_id, account_id, -amount, balance FROM sale WHERE amount > 0
  UNION ALL
  SELECT transaction_id, platform.id, amount, NULL FROM sale, accounts platform
  WHERE amount > 0 AND platform.kind = 'REVENUE' AND platform.kind <> 'PERSON'
), payment AS (
  INSERT INTO payments (id, reservation_id, concert_id, amount_krw, place_epoch, place_number,
                        transaction_id, paid_at, cancellation_fees)
  SELECT payment_id, id, concert_id, amount, CASE WHEN NOT offer THEN epoch END,
         CASE WHEN NOT offer THEN number END, transaction_id, paid_at, cancellation_fees
  FROM sale
), printed AS (
  INSERT INTO tickets (id, payment_id, performance_id, seat_number)
  SELECT ticket.id, ticket.payment_id, ticket.performance_id, ticket.number
  FROM ticket JOIN sale USING (n)
), promised AS (
  INSERT INTO outbox (kind, payload)
  SELECT 'PLACE_SPENT', jsonb_build_object('userId', user_id, 'concertId', concert_id,
                                           'epoch', epoch, 'number', number)
  FROM sale WHERE NOT offer
)
SELECT sale.reply, held.performance_id AS "performanceId", held.status, held.offer,
       held.has_ended AS "hasEnded", complete.n IS NOT NULL AS "allHeld",
       complete.amount - coalesce(wallet.balance_krw, 0) AS missing
FROM asked LEFT JOIN held USING (n) LEFT JOIN complete USING (n) LEFT JOIN wallet USING (n)
LEFT JOIN sale USING (n) ORDER BY asked.n
