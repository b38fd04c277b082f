import { storeIsAway } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';
import { lookAt } from './snapshot/queue-snapshot.ts';
import type { LineStores } from './recovery/epoch.ts';
import { countLateTick } from './metrics.ts';
import { epochOf, giveBackNumbers } from './recovery/number-blocks.ts';
import { type Policy, policyForStore, tickedPolicies } from './policy/policy.ts';
import { endsKeyOf, run } from './redis/commands.ts';
import type { Spent } from './token/token.ts';

/** Least time between two beats of one line, whichever instances they come from. */
const beatMsMin = 400;
/** An empty line gives its numbers back when nobody has joined for so long. */
const quietMs = 10_000;
/** An instance that has not come by for so long is late: by itself it would leave freed slots empty for longer than a second. */
const lateMs = 1_500;
const endsPerDrain = 500;
const callsPerBeatMax = 40;

const beaten = new Map<number, number>(); // by concert: when this instance's last beat was, by its own clock

/** One beat of every line: lapsed places end, the next people are admitted. `clock` (ms) only runs forward. */
export function beat(stores: LineStores, clock: () => number = () => performance.now()): Promise<void> {
  return forEachLine(stores, 'a beat of the line failed', async (policy) => {
    const last = beaten.get(policy.concertId);
    const isOpen = await tick(stores, policy, { beatMsMin, quietMs });
    if (isOpen) lookAt(stores, policy.concertId); // its figures are in the metrics, whether or not anybody asks about it
    const now = clock();
    if (last !== undefined && now - last > lateMs) countLateTick();
    beaten.set(policy.concertId, now);
  });
}

/** The beat of an instance that ends: where nobody waits, the next start then need not wait for anyone to come back. */
export function lastBeat(stores: LineStores): Promise<void> {
  return forEachLine(stores, 'the last beat of the line failed', async (policy) => {
    await tick(stores, policy, { beatMsMin: 0, quietMs: 0 });
  });
}

/** Carries ended places into PostgreSQL. It takes its time when many end at once, so no beat waits for it. */
export function carryEnds(stores: LineStores, onPlaceEnded: (spent: Spent) => Promise<boolean>): Promise<void> {
  return forEachLine(stores, 'ended places were not carried over', (policy) => drainEnds(stores, policy, onPlaceEnded));
}

/** One line after the other; trouble with one is logged, and does not keep the next. */
async function forEachLine(stores: LineStores, trouble: string, work: (policy: Policy) => Promise<void>): Promise<void> {
  for (const policy of await tickedPolicies(stores.db)) {
    try {
      await work(policy);
    } catch (error) {
      log[storeIsAway(error) ? 'warn' : 'error']({ err: error, concertId: policy.concertId }, trouble);
    }
  }
}

/**
 * Whether the line is open. One that nobody has joined yet, or whose store was emptied, is STALE here: the next join or poll opens it.
 */
async function tick({ db, redis }: LineStores, policy: Policy, least: { beatMsMin: number; quietMs: number }): Promise<boolean> {
  const { concertId, epoch, version } = policy;
  const call = (beatMsMin: number) =>
    run(redis, 'tick', concertId, epoch, version, policyForStore(policy), beatMsMin, least.quietMs);
  let reply = await call(least.beatMsMin);
  for (let calls = 1; reply === 'MORE' && calls < callsPerBeatMax; calls++) reply = await call(0);
  if (!Array.isArray(reply)) return reply !== 'STALE';
  const [last, reservations] = reply.map(Number);
  if (last !== undefined && reservations !== undefined) await giveBackNumbers(db, concertId, epoch, last, reservations);
  return true;
}

/**
 * Hands over each end at least once; it is forgotten only after `onPlaceEnded` has taken it. Only in the epoch that holds: while the
 * line knows of an end, nobody is put back at what it has spent, and PostgreSQL knows of it before the next epoch begins, or the end is
 * lost with the store. Not taken: the line has begun anew, and hands over what it still knows in that epoch.
 */
export async function drainEnds(
  { db, redis }: LineStores,
  { concertId, epoch: knownIn }: Pick<Policy, 'concertId' | 'epoch'>,
  onPlaceEnded: (spent: Spent) => Promise<boolean>,
): Promise<void> {
  const ends = await run(redis, 'ends', concertId, knownIn, endsPerDrain);
  if (ends === 'STALE') return;
  for (const [id, fields] of ends as [string, string[]][]) {
    const { user: userId, number } = Object.fromEntries(pairs(fields));
    if (userId === undefined) log.error({ id, concertId }, 'an ended place without a person');
    else {
      const epoch = await epochOf(db, concertId, knownIn, Number(number));
      if (!(await onPlaceEnded({ userId, concertId, epoch, number: Number(number), knownIn }))) return;
    }
    await redis.xdel(endsKeyOf(concertId), id);
  }
}

function* pairs(fields: string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < fields.length; at += 2) yield [fields[at] ?? '', fields[at + 1] ?? ''];
}
