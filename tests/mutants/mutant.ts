import type { Guarantee } from './guarantees.ts';
import type { Mutation } from './mutations.ts';

export interface Mutant {
  of: 'hold' | 'pay' | 'charge' | 'refund' | 'expiry';
  bug: string;
  mutation: Mutation;
  killedBy: Guarantee;
  /** Text that the failure of the scene, the database or the audit must contain. */
  seenAs: string;
}

/** Replacements that read the buyer row without a lock. */
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
  'AND (reservation_id IS NULL OR held_until <= clock_timestamp() OR reservation_id = b.held_reservation_id)';
export const isFree = 'AND (reservation_id IS NULL OR held_until <= clock_timestamp())';
/** Replaces the condition for a free seat, both in the precheck and in the write. */
export const freeWhen = (condition: string): [string, string][] =>
  [isFreeAtPrecheck, isFree].map((guard) => [guard, `AND (${condition})`]);
export const isLiveAndMine = 'WHERE reservation_id = $3::int AND held_until > clock_timestamp()';
export const isLiveAndPayers = 'WHERE reservation_id = $1::int AND held_until > clock_timestamp()';
export const ownLapses = "WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED'";
export const atReadCommitted = { isolation: 'ReadCommitted' } as const;
export const replyNotStored: [string, string] = [
  'INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) VALUES ($1::uuid, $2::"Operation", $3, $4, $5::jsonb)',
  'SELECT $1::uuid, $2::"Operation", $3::text, $4::text, $5::jsonb',
];
