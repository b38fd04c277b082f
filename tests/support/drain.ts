import { readFileSync } from 'node:fs';
import type { Db } from '#server/database/db.ts';
import { rows } from '#server/database/transaction.ts';

/** Statement that records the entries of a queue's log. */
export const drainSql = readFileSync(
  new URL('../../server/queue/recovery/sql/drain.sql', import.meta.url),
  'utf8',
);

/** Entries of a log, as drain.sql expects them. Without events, the entry after the head. */
export interface LogEntries {
  first?: number;
  last?: number;
  admitted?: {
    userId: string;
    epoch: number;
    number: number;
    leftMs?: number;
    guest?: boolean;
    /** Event of the entry; without it, the last event. */
    event?: number;
    waitBucket?: number;
  }[];
  ended?: {
    userId: string;
    epoch: number;
    number: number;
    revokedUpTo?: number;
    /** Event of a turn that nobody claimed; without it, the place ended otherwise. */
    unclaimedAt?: number;
    /** True if the concert's cancellation ended the place. */
    isCancelled?: boolean;
  }[];
}

/**
 * Runs the statement of one drain, as another instance may. Returns the head of the log before, or
 * null if the epoch is over.
 */
export async function recordEntries(
  db: Db,
  { concertId, epoch }: { concertId: number; epoch: number },
  { first, last, admitted = [], ended = [] }: LogEntries,
  sql = drainSql,
): Promise<number | null> {
  const next = 1 + ((await db.logHead.findUnique({ where: { concertId } }))?.event ?? 0);
  const eventOf = ({ event = last ?? next }: { event?: number }) => event;
  const waits = admitted.filter(({ waitBucket }) => waitBucket !== undefined);
  const [head] = await rows<{ event: number }>(
    db,
    sql,
    concertId,
    epoch,
    first ?? next,
    last ?? next,
    admitted.map(({ userId }) => userId),
    admitted.map((place) => place.epoch),
    admitted.map(({ number }) => number),
    admitted.map(() => 0),
    admitted.map(({ leftMs = 60_000 }) => leftMs),
    admitted.map(({ number }) => number),
    ended.map(({ userId }) => userId),
    ended.map((place) => place.epoch),
    ended.map(({ number, revokedUpTo = number }) => revokedUpTo),
    ended.map((place) => place.epoch),
    ended.map(({ number }) => number),
    admitted.map(({ guest = false }) => guest),
    admitted.map(eventOf),
    ended.flatMap(({ unclaimedAt }) => unclaimedAt ?? []),
    waits.map(eventOf),
    waits.map(({ waitBucket }) => waitBucket),
    waits.map(() => 1),
    ended.flatMap(({ userId, isCancelled = false }) => (isCancelled ? userId : [])),
  );
  return head?.event ?? null;
}
