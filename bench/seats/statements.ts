import { text } from '#server/text.ts';

const file = (name: string) => text(import.meta.url, `../../server/${name}.sql`);

/** The rooms' own files, and what the rooms have Prisma write for them. */
export const statements = {
  look: file('seating/sql/look'),
  enter: file('seating/sql/enter'),
  beginHold: file('seating/sql/begin-hold'),
  pay: file('payment/sql/pay'),
  move: file('wallet/sql/move'),
  concertOf: `SELECT concert_id FROM reservations WHERE id = $1 AND user_id = $2 LIMIT 1`,
  reply: `SELECT request_hash, reply FROM idempotency_keys WHERE user_id = $1 AND operation = $2 AND key = $3`,
  keepReply: `INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) VALUES ($1, $2, $3, $4, $5) RETURNING key`,
};
