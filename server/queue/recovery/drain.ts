import { z } from 'zod';
import { log } from '../../config/log.ts';
import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { retrySerializable, rows } from '../../database/transaction.ts';
import { run } from '../redis/commands.ts';
import { waitBucketOf } from '../wait-buckets.ts';
import { queueState } from '../state/queue-state.ts';
import type { Stores } from './stores.ts';

const drainSql = loadSql(import.meta.url, './sql/drain.sql');

/** A tick logs at most 40 admissions and 500 ends; an entry names at most 500 users. */
const entriesPerDrain = 200;

/** Entry `event` of the log of epoch `epoch`. */
export interface LogPosition {
  epoch: number;
  event: number;
}

const admitted = z.object({
  users: z.array(z.string()),
  numbers: z.array(z.number()),
  admittedAt: z.number(),
  untilAt: z.number(),
  lastIssued: z.number(),
  guest: z.boolean().default(false),
  /** Users by wait: {number of users, ms}; none for a guest. */
  waits: z.array(z.tuple([z.number(), z.number()])).default([]),
});
const ended = z.object({
  user: z.string(),
  number: z.number(),
  revokedUpTo: z.number(),
  reason: z.string(),
});
const reply = z.tuple([
  z.string(),
  z.string(),
  z.array(z.tuple([z.string(), z.tuple([z.enum(['ADMIT', 'END']), z.string()])])),
]);

/** Consecutive entries of a log, up to `last`. */
interface Entries {
  first: number;
  last: number;
  /** Time of the read (ms), by Redis' clock. */
  now: number;
  admitted: (z.output<typeof admitted> & { event: number })[];
  ended: (z.output<typeof ended> & { event: number })[];
}

/** OVER: the epoch is over, or the log has a gap. Otherwise the log may have MORE entries, or not. */
type Drained = 'MORE' | 'DONE' | 'OVER';

/**
 * Records the entries of a queue's log in PostgreSQL up to `event`. Concurrent callers share one
 * drain. Returns false if the epoch is over, because the next epoch may lack the entry.
 */
export async function drainUpTo(
  stores: Stores,
  concertId: number,
  { epoch, event }: LogPosition,
): Promise<boolean> {
  const state = queueState(concertId);
  const isRecorded = () => state.recordedUpTo(epoch) >= event;
  for (let drains = 0; !isRecorded(); drains++) {
    const drained = await drainOnce(stores, concertId, epoch);
    // The first drain may have read the log before the caller's entry; the second has not.
    if (drained === 'OVER' || (drained === 'DONE' && drains > 0)) return isRecorded();
  }
  return true;
}

/**
 * Records all entries of the log of an epoch, and deletes them from Redis. Returns false if the
 * epoch is over.
 */
export async function drainAll(stores: Stores, concertId: number, epoch: number): Promise<boolean> {
  const state = queueState(concertId);
  for (;;) {
    const before = state.recordedUpTo(epoch);
    const drained = await drainOnce(stores, concertId, epoch);
    if (drained === 'OVER') return false;
    if (drained === 'DONE' && state.recordedUpTo(epoch) === before) return true;
  }
}

function drainOnce(stores: Stores, concertId: number, epoch: number): Promise<Drained> {
  return queueState(concertId).draining.run(() => drainNow(stores, concertId, epoch));
}

/** Runs one read in Redis and, if the log has entries, one transaction in PostgreSQL. */
async function drainNow({ db, redis }: Stores, concertId: number, epoch: number): Promise<Drained> {
  const state = queueState(concertId);
  const known = state.recordedUpTo(epoch);
  // Deletes the entries of the last drain, too.
  const answer = await run(redis, 'drain', concertId, epoch, known, entriesPerDrain);
  const [now, recorded, found] = reply.parse(answer);
  state.setRecorded({ epoch, event: Number(recorded) });
  const entries = entriesIn(Number(now), found);
  if (entries === null) return 'DONE';
  const { first, last } = entries;
  const head = await recordEntries(db, { concertId, epoch }, entries);
  if (head === null) return 'OVER';
  if (head < first - 1) {
    log.error({ concertId, epoch, head, first }, 'the log of a queue has a gap; its drain stops');
    return 'OVER';
  }
  state.setRecorded({ epoch, event: Math.max(head, last) });
  return last - first + 1 < entriesPerDrain ? 'DONE' : 'MORE';
}

/** Returns the consecutive entries at the start of a reply of lua/drain.lua, or null for none. */
function entriesIn(now: number, found: z.output<typeof reply>[2]): Entries | null {
  const [id] = found[0] ?? [];
  if (id === undefined) return null;
  const first = eventOf(id);
  const entries: Entries = { first, last: first - 1, now, admitted: [], ended: [] };
  for (const [id, [kind, json]] of found) {
    const event = eventOf(id);
    if (event !== entries.last + 1) break; // the next drain stops at the gap
    entries.last = event;
    const entry: unknown = JSON.parse(json);
    if (kind === 'ADMIT') entries.admitted.push({ ...admitted.parse(entry), event });
    else entries.ended.push({ ...ended.parse(entry), event });
  }
  return entries;
}

const eventOf = (id: string) => Number(id.split('-')[1]);

/** Returns the head of the log before the entries, or null if the epoch is over. */
async function recordEntries(
  db: Db,
  { concertId, epoch }: { concertId: number; epoch: number },
  { first, last, now, ...entries }: Entries,
): Promise<number | null> {
  const epochOf = (number: number) => queueState(concertId).epochOf(db, epoch, number);
  const endedBy = (cause: string) => entries.ended.filter(({ reason }) => reason === cause);
  const waits = entries.admitted.flatMap(({ event, waits }) =>
    waits.map(([users, ms]) => ({ event, users, bucket: waitBucketOf(ms) })),
  );
  const turns = entries.admitted.flatMap(({ users, numbers, ...turn }) =>
    users.map((userId, at) => ({ userId, number: numbers[at] ?? 0, ...turn })),
  );
  const parameters = [
    concertId,
    epoch,
    first,
    last,
    turns.map(({ userId }) => userId),
    await Promise.all(turns.map(({ number }) => epochOf(number))),
    turns.map(({ number }) => number),
    turns.map(({ admittedAt }) => now - admittedAt),
    turns.map(({ untilAt }) => untilAt - now),
    turns.map(({ lastIssued }) => lastIssued),
    entries.ended.map(({ user }) => user),
    await Promise.all(entries.ended.map(({ revokedUpTo }) => epochOf(revokedUpTo))),
    entries.ended.map(({ revokedUpTo }) => revokedUpTo),
    await Promise.all(entries.ended.map(({ number }) => epochOf(number))),
    entries.ended.map(({ number }) => number),
    turns.map(({ guest }) => guest),
    turns.map(({ event }) => event),
    endedBy('UNCLAIMED').map(({ event }) => event),
    waits.map(({ event }) => event),
    waits.map(({ bucket }) => bucket),
    waits.map(({ users }) => users),
    endedBy('CANCELLED').map(({ user }) => user),
  ];
  const [before] = await retrySerializable(() =>
    rows<{ event: number }>(db, drainSql, ...parameters),
  );
  return before?.event ?? null;
}
