import { snapshotOf } from '#server/queue/snapshot/queue-snapshot.ts';
import { join, type Stores, type Place } from '#server/queue/queue.ts';
import { aShow, people } from './factories.ts';
import { placeOf, until } from './people.ts';
import type { TestStores } from './stores.ts';

/** A full line of so many who wait, which this instance has looked at. */
export async function aFullQueue(stores: TestStores, count: number): Promise<Place[]> {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  const waiting: Place[] = [];
  for (const person of await people(stores.db, count + 1))
    waiting.push(placeOf((await join(stores, person, concertId)).token));
  await newSnapshot(stores, concertId);
  return waiting.slice(1);
}

/** Waits for a reading that was begun from now on. */
export async function newSnapshot(stores: Stores, concertId: number): Promise<void> {
  const since = performance.now();
  await until(async () => (await snapshotOf(stores, concertId)).askedAt >= since);
}

/** In the place of somebody of whom it is known that they are there. */
export function never(): never {
  throw new Error('it is there');
}
