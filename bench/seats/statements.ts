import { text } from '#server/text.ts';

const file = (name: string) => text(import.meta.url, `../../server/${name}.sql`);

/** The rooms' own files, and what the rooms write in their code or have Prisma write for them. */
export const statements = {
  enter: file('seating/sql/enter'),
  prepareHold: file('seating/sql/prepare-hold'),
  takeSeats: file('seating/sql/take-seats'),
  whyNot: file('seating/sql/why-not'),
  reservation: file('seating/sql/reservation'),
  sellSeats: file('seating/sql/sell-seats'),
  record: file('wallet/sql/record'),
  reserve: `INSERT INTO reservations (id, user_id, concert_id, performance_id, created_at, held_until, seats, prices_krw, place_epoch, place_number)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
  noteHold: `UPDATE buyers SET held_reservation_id = $3, seats_held = $4 WHERE user_id = $1 AND concert_id = $2 RETURNING user_id`,
  concertOf: `SELECT concert_id FROM reservations WHERE id = $1 AND user_id = $2 LIMIT 1`,
  notePaid: `UPDATE reservations SET status = 'PAID' WHERE id = $1 AND status = 'HELD'`,
  noteBuyer: `UPDATE buyers SET held_reservation_id = NULL, seats_held = 0, seats_paid = seats_paid + $3::smallint,
                                ended_epoch = $4, ended_number = $5 WHERE user_id = $1 AND concert_id = $2`,
  debit: `UPDATE accounts SET balance_krw = balance_krw - $2::bigint WHERE user_id = $1 AND balance_krw >= $2::bigint
          RETURNING balance_krw AS balance`,
  charge: `UPDATE accounts SET balance_krw = balance_krw + $2::bigint WHERE user_id = $1 AND balance_krw + $2::bigint <= $3::bigint
           RETURNING balance_krw AS balance`,
  payment: `INSERT INTO payments (reservation_id, concert_id, amount_krw, place_epoch, place_number, transaction_id, paid_at, cancellation_fees)
            VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), (SELECT cancellation_fees FROM concerts WHERE id = $2))
            RETURNING id, paid_at AS "paidAt"`,
  tickets: `INSERT INTO tickets (payment_id, performance_id, seat_number) SELECT $1, $2, unnest($3::smallint[])
            RETURNING id AS "ticketId", seat_number AS seat`,
  promise: `INSERT INTO outbox (kind, payload) VALUES ('PLACE_SPENT', $1) RETURNING id`,
  reply: `SELECT request_hash, reply FROM idempotency_keys WHERE user_id = $1 AND operation = $2 AND key = $3`,
  keepReply: `INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) VALUES ($1, $2, $3, $4, $5) RETURNING key`,
};
