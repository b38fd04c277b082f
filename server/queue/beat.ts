import { storeIsAway } from '../errors.ts';
import { log } from '../log.ts';
import type { LineStores } from './epoch.ts';
import { type Policy, policyForStore, tickedPolicies } from './policy.ts';
import { endsKeyOf, run } from './store.ts';
import type { Place } from './token.ts';

/** Least time between two beats of one line, whichever instances they come from. */
const beatMsMin = 400;
const endsPerDrain = 500;

/** One beat of every line: lapsed places end, the next people are admitted. */
export function beat(stores: LineStores): Promise<void> {
  return forEachLine(stores, 'a beat of the line failed', (policy) => tick(stores, policy));
}

/** Carries ended places into PostgreSQL. It takes its time when many end at once, so no beat waits for it. */
export function carryEnds(stores: LineStores, onPlaceEnded: (place: Place) => Promise<void>): Promise<void> {
  const carry = ({ concertId }: Policy) => drainEnds(stores, concertId, onPlaceEnded);
  return forEachLine(stores, 'ended places were not carried over', carry);
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

/** A line that nobody has joined yet, or whose store was emptied, is STALE here: the next join or poll opens it. */
async function tick({ redis }: LineStores, policy: Policy): Promise<void> {
  const epoch = policy.epoch;
  await run(redis, 'tick', policy.concertId, epoch, policy.version, policyForStore(policy), beatMsMin);
}

/** Hands over each ended place at least once; it is forgotten only after `onPlaceEnded` has succeeded. */
export async function drainEnds(
  { redis }: LineStores,
  concertId: number,
  onPlaceEnded: (place: Place) => Promise<void>,
): Promise<void> {
  const key = endsKeyOf(concertId);
  for (const [id, fields] of await redis.xrange(key, '-', '+', 'COUNT', endsPerDrain)) {
    const { user, epoch, number } = Object.fromEntries(pairs(fields));
    if (user === undefined) log.error({ id, concertId }, 'an ended place without a person');
    else await onPlaceEnded({ userId: user, concertId, epoch: Number(epoch), number: Number(number) });
    await redis.xdel(key, id);
  }
}

function* pairs(fields: string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < fields.length; at += 2) yield [fields[at] ?? '', fields[at + 1] ?? ''];
}
