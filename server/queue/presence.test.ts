import { afterAll, beforeAll, expect, test } from 'vitest';
import { log } from '../config/log.ts';
import { aFullQueue, never, newSnapshot, snapshotsThrough } from '#tests/support/full-queue.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { loseQueue } from '#tests/support/test-queue.ts';
import { placeOf, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { placeInMemory, snapshotOf } from './snapshot/queue-snapshot.ts';
import { join, type Place, status } from './queue.ts';

// An instance that answers a poll from memory must report the place to Redis as seen.
let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences warnings of deliberately lost queues
  stores = await testStores();
});
afterAll(() => stores.close());

/** Returns the number of buckets in which Redis has marked the place as seen. */
async function seenInStore({ concertId, number }: Place): Promise<number> {
  const bits = Array.from({ length: 9 }, (_, at) =>
    stores.redis.getbit(`jari:{${String(concertId)}}:seen:${String(at)}`, number - 1),
  );
  return (await Promise.all(bits)).reduce((sum, bit) => sum + bit, 0);
}

async function forgetSeen({ concertId }: Place): Promise<void> {
  await stores.redis.del(
    ...Array.from({ length: 9 }, (_, at) => `jari:{${String(concertId)}}:seen:${String(at)}`),
  );
}

/** Joins three users. Returns the last place, which is behind the front of the queue. */
async function thirdPlace(concertId: number): Promise<Place> {
  const [first = never(), second = never(), third = never()] = await people(stores.db, 3);
  for (const user of [first, second]) await join(stores, user, concertId);
  return placeOf((await join(stores, third, concertId)).token);
}

test('a place answered from memory is reported as seen at the next reading, once', async () => {
  const [place = never(), other = never()] = await aFullQueue(stores, 2);
  await forgetSeen(place);
  expect(placeInMemory(place)).not.toBeNull();
  await newSnapshot(stores, place.concertId);
  expect([await seenInStore(place), await seenInStore(other)]).toEqual([1, 0]);
  await forgetSeen(place);
  await newSnapshot(stores, place.concertId);
  expect(await seenInStore(place)).toBe(0);
});

test('places that a failed reading did not report are reported at the next reading', async () => {
  let [isAway, failed] = [false, 0];
  const redis = snapshotsThrough(stores.redis, (read) =>
    isAway
      ? Promise.reject(new Error(`Redis is unavailable, failure ${String(++failed)}`))
      : read(),
  );
  const failing = { db: stores.db, redis };
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await snapshotOf(failing, concertId); // makes the instance read from these stores
  const place = await thirdPlace(concertId);
  await newSnapshot(failing, concertId);
  await forgetSeen(place);
  expect(placeInMemory(place)).not.toBeNull();
  isAway = true;
  await until(() => Promise.resolve(failed > 0));
  isAway = false;
  await newSnapshot(failing, concertId);
  expect(await seenInStore(place)).toBe(1);
});

test('a place seen in a lost epoch does not mark a place of the next', async () => {
  const [place = never()] = await aFullQueue(stores, 1);
  expect(placeInMemory(place)).not.toBeNull();
  await loseQueue(stores.redis, place.concertId);
  const { epoch } = await snapshotOf(stores, place.concertId);
  await until(async () => (await snapshotOf(stores, place.concertId)).epoch === epoch + 1);
  expect(await seenInStore(place)).toBe(0);
  expect(placeInMemory(place)).toBeNull();
  expect(await status(stores, place)).toMatchObject({ state: 'WAITING', number: place.number });
});

test('a place seen while the next epoch begins does not mark a place of it', async () => {
  let whileRead: () => void = () => undefined;
  const slow = {
    db: stores.db,
    redis: snapshotsThrough(stores.redis, async (read) => {
      const answer = await read();
      whileRead();
      return answer;
    }),
  };
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await snapshotOf(slow, concertId); // makes the instance read from these stores
  const place = await thirdPlace(concertId);
  await newSnapshot(slow, concertId);
  await forgetSeen(place);
  const { epoch } = await snapshotOf(slow, concertId);
  let answered = 0;
  whileRead = () => {
    if (placeInMemory(place) !== null) answered += 1;
  };
  await newSnapshot(slow, concertId);
  await newSnapshot(slow, concertId);
  // Control: within one epoch, the instance reports the place as seen.
  expect(await seenInStore(place)).toBeGreaterThan(0);
  await loseQueue(stores.redis, concertId);
  answered = 0;
  await until(async () => (await snapshotOf(slow, concertId)).epoch === epoch + 1);
  expect(answered).toBeGreaterThan(0); // polls used the snapshot of the lost epoch
  await newSnapshot(slow, concertId);
  expect(await seenInStore(place)).toBe(0);
});
