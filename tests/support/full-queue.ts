import { snapshotOf } from '#server/queue/snapshot/queue-snapshot.ts';
import { join, type Stores, type Place } from '#server/queue/queue.ts';
import { aPerformance, people } from './factories.ts';
import { placeOf, until } from './people.ts';
import type { TestStores } from './stores.ts';

/**
 * Creates a full queue, in which number 1 has the turn and number 2 waits at the front, where only
 * Redis answers. Returns the `count` users who wait behind. Waits until this process has a snapshot
 * of the queue.
 */
export async function aFullQueue(stores: TestStores, count: number): Promise<Place[]> {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const waiting: Place[] = [];
  for (const person of await people(stores.db, count + 2))
    waiting.push(placeOf((await join(stores, person, concertId)).token));
  await newSnapshot(stores, concertId);
  return waiting.slice(2);
}

/** Waits for a snapshot whose read begins after this call. */
export async function newSnapshot(stores: Stores, concertId: number): Promise<void> {
  const since = performance.now();
  await until(async () => (await snapshotOf(stores, concertId)).askedAt >= since);
}

/** Returns a Redis client whose snapshot reads run through `around`. */
export function snapshotsThrough(
  redis: Stores['redis'],
  around: (read: () => Promise<unknown>) => Promise<unknown>,
): Stores['redis'] {
  const callBuffer = (...args: Parameters<typeof redis.callBuffer>) =>
    around(() => redis.callBuffer(...args));
  return new Proxy(redis, {
    get(target, name) {
      const value: unknown = name === 'callBuffer' ? callBuffer : Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Throws an error for a missing value, as the default in a destructuring pattern. */
export function never(): never {
  throw new Error('a value is missing');
}
