import { snapshotOf } from '#server/queue/snapshot/queue-snapshot.ts';
import { join, type Stores, type Place } from '#server/queue/queue.ts';
import { aPerformance, people } from './factories.ts';
import { placeOf, until } from './people.ts';
import type { TestStores } from './stores.ts';

/**
 * Creates a full queue with `count` waiting users. Waits until this process has a snapshot of the
 * queue.
 */
export async function aFullQueue(stores: TestStores, count: number): Promise<Place[]> {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const waiting: Place[] = [];
  for (const person of await people(stores.db, count + 1))
    waiting.push(placeOf((await join(stores, person, concertId)).token));
  await newSnapshot(stores, concertId);
  return waiting.slice(1);
}

/** Waits for a snapshot whose read begins after this call. */
export async function newSnapshot(stores: Stores, concertId: number): Promise<void> {
  const since = performance.now();
  await until(async () => (await snapshotOf(stores, concertId)).askedAt >= since);
}

/** Throws an error for a missing value, as the default in a destructuring pattern. */
export function never(): never {
  throw new Error('a value is missing');
}
