import type { Guarantee } from './guarantees.ts';
import type { Mutation } from './mutations.ts';

export interface Mutant {
  of: 'hold' | 'pay' | 'charge' | 'refund' | 'expiry';
  bug: string;
  mutation: Mutation;
  killedBy: Guarantee;
  /** Required text in the failure of the scene, the database or the audit. */
  seenAs: string;
}

/** Removes the lock on the buyers' rows from grouped holds. */
export const holdLockOff: [string, string] = [
  'AND b.concert_id = asked.concert_id FOR UPDATE ) locked ON true',
  'AND b.concert_id = asked.concert_id ) locked ON true',
];
/** Removes the locks on the buyers' and reservations' rows from grouped payments. */
export const payLockOff: [string, string][] = [
  [
    'AND b.concert_id = asked.concert_id FOR UPDATE ) locked )',
    'AND b.concert_id = asked.concert_id ) locked )',
  ],
  ['AND concert_id = asked.concert_id FOR UPDATE ) r', 'AND concert_id = asked.concert_id ) r'],
];
/** Removes the lock on the buyer's row from commands that run alone. */
export const lockOff: [string, string][] = [
  [
    'INSERT INTO buyers (user_id, concert_id, seat_limit) SELECT $1::uuid, id, max_seats FROM concerts WHERE id = $2::int ON CONFLICT (user_id, concert_id) DO UPDATE SET revision = buyers.revision + 1, seat_limit = greatest(excluded.seat_limit, buyers.seats_held + buyers.seats_paid) RETURNING',
    'SELECT',
  ],
  [
    'ended_number AS "endedNumber", revision',
    'ended_number AS "endedNumber", revision FROM buyers WHERE user_id = $1::uuid AND concert_id = $2::int',
  ],
];
export const isFreeAtPrecheck =
  'AND (reservation_id IS NULL OR (held_until <= clock_timestamp() AND NOT waited) OR reservation_id = b.held_reservation_id)';
export const isFree = 'AND (reservation_id IS NULL OR (held_until <= begun.at AND NOT waited))';
/** Replaces the condition for a free seat in the precheck and in the write. */
export const freeWhen = (condition: string): [string, string][] =>
  [isFreeAtPrecheck, isFree].map((guard) => [guard, `AND (${condition})`]);
export const isLiveAndMine = 'WHERE reservation_id = $3::int AND held_until > clock_timestamp()';
export const isLiveAndPayers = 'WHERE reservation_id = id AND held_until > clock_timestamp()';
export const ownLapses = "WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED'";
export const atReadCommitted = { isolation: 'ReadCommitted' } as const;
/** Removes the storage of replies from grouped charges or payments. */
export const replyNotStored = (operation: 'CHARGE' | 'PAY', from: string): [string, string][] => [
  [
    `INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) SELECT user_id, '${operation}', key, hash, jsonb_build_object(`,
    'SELECT user_id, jsonb_build_object(',
  ],
  [`FROM ${from} ON CONFLICT DO NOTHING RETURNING user_id, reply`, `AS reply FROM ${from}`],
];
