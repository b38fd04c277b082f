import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../../config/log.ts';
import { aFullQueue, never, newSnapshot, snapshotsThrough } from '#tests/support/full-queue.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { outcomeOf, placeOf, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { tick } from '../ticker.ts';
import {
  evictPlace,
  isWaitingInMemory,
  placeInMemory,
  publicStats,
  snapshotOf,
  snapshots,
  subscribeToStats,
} from './queue-snapshot.ts';
import { applyPolicy, join, leave, type Place, status, statusFromMemory } from '../queue.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences warnings of deliberately failing snapshots
  stores = await testStores();
});
afterAll(() => stores.close());

test('memory answers for a waiting place exactly as Redis does', async () => {
  const waiting = await aFullQueue(stores, 12);
  for (const [at, place] of waiting.entries()) {
    const known = { position: at + 2, behind: waiting.length - at - 1 };
    expect(placeInMemory(place)).toMatchObject(known);
    expect(statusFromMemory(place)).toMatchObject({
      state: 'WAITING',
      number: place.number,
      ...known,
    });
  }
});

test('memory does not answer for a place that it does not know to wait: active, beyond the end, of another queue', async () => {
  const [place = never()] = await aFullQueue(stores, 2);
  for (const number of [1, 5, 9, 5_000, 2_000_000_000])
    expect([number, placeInMemory({ ...place, number })]).toEqual([number, null]);
  expect(placeInMemory({ ...place, concertId: 2_147_483_647 })).toBeNull();
});

test('a snapshot older than five seconds answers nothing', async () => {
  const [place = never()] = await aFullQueue(stores, 1);
  const { askedAt } = await snapshotOf(stores, place.concertId);
  const clock = vi.spyOn(performance, 'now');
  try {
    clock.mockReturnValue(askedAt + 4_999);
    expect(placeInMemory(place)).toMatchObject({ position: 2 });
    clock.mockReturnValue(askedAt + 5_001);
    expect(placeInMemory(place)).toBeNull();
    expect([...snapshots()].map(({ concertId }) => concertId)).not.toContain(place.concertId);
  } finally {
    clock.mockRestore();
  }
});

test('an older snapshot does not show an ended place as waiting', async () => {
  const [first = never(), second = never()] = await aFullQueue(stores, 2);
  await leave(stores, first.userId, first.concertId);
  expect(placeInMemory(first)).toBeNull();
  expect(await status(stores, first)).toMatchObject({ state: 'EXPIRED' });
  await newSnapshot(stores, first.concertId);
  expect(placeInMemory(first)).toBeNull();
  expect(placeInMemory(second)).toMatchObject({ position: 2, behind: 0 });
});

test('an evicted place is answered from memory again once a later reading has it', async () => {
  const [place = never()] = await aFullQueue(stores, 1);
  evictPlace(place);
  expect(placeInMemory(place)).toBeNull();
  await newSnapshot(stores, place.concertId);
  expect(placeInMemory(place)).toMatchObject({ position: 2 });
});

test.each([
  { capacity: 3, ratePerMinute: 600_000, front: [3, 3] },
  // The admissions of a second at once, then the inflow of each second and of one more.
  { capacity: 1_000, ratePerMinute: 120, front: [4, 6] },
  { capacity: 1_000, ratePerMinute: 6, front: [1, 1] },
])(
  'Redis answers the front, which the queue can have admitted since the snapshot: $front with capacity $capacity and $ratePerMinute a minute',
  async ({ front, ...policy }) => {
    const waiting = await aFullQueue(stores, 8);
    const { concertId } = waiting[0] ?? never();
    const data = { ...policy, paused: true, pauseReason: 'a test' }; // nobody is admitted meanwhile
    await stores.db.concert.update({ where: { id: concertId }, data, select: { id: true } });
    await applyPolicy(stores, concertId);
    await newSnapshot(stores, concertId);
    const { askedAt } = await snapshotOf(stores, concertId);
    const clock = vi.spyOn(performance, 'now');
    try {
      const fronts = [0, 1_000].map((ms) => {
        clock.mockReturnValue(askedAt + ms);
        const answered = waiting.map((place) => placeInMemory(place)?.position);
        return (answered.find((position) => position !== undefined) ?? 0) - 1;
      });
      expect(fronts).toEqual(front);
    } finally {
      clock.mockRestore();
    }
  },
);

test('no user of a batch is answered WAITING after another user of it was answered ACTIVE', async () => {
  let isAway = false;
  const redis = snapshotsThrough(stores.redis, (read) =>
    isAway ? Promise.reject(new Error('Redis is unavailable to snapshots')) : read(),
  );
  const { concertId } = await aPerformance(stores.db, { capacity: 3 });
  await snapshotOf({ db: stores.db, redis }, concertId); // makes the instance read from these stores
  const users = await people(stores.db, 8);
  const places: Place[] = [];
  for (const user of users) places.push(placeOf((await join(stores, user, concertId)).token));
  await newSnapshot({ db: stores.db, redis }, concertId);
  isAway = true; // the snapshot grows old, as on an instance that did not admit the batch
  for (const user of users.slice(0, 3)) await leave(stores, user, concertId);
  const batch = places.slice(3, 6);
  const states = async () =>
    (await Promise.all(batch.map((place) => status(stores, place)))).map(({ state }) => state);
  expect(await status(stores, batch.at(-1) ?? never())).toMatchObject({ state: 'ACTIVE' });
  expect(batch.slice(0, 2).every(isWaitingInMemory)).toBe(true); // control: memory is behind
  expect(await states()).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  expect(statusFromMemory(places[6] ?? never())).toMatchObject({ state: 'WAITING', position: 4 });
});

test('a queue without requests is not read after a minute; a queue with a listener is', async () => {
  const [place = never()] = await aFullQueue(stores, 1);
  const [listened = never()] = await aFullQueue(stores, 1);
  const received: number[] = [];
  const end = subscribeToStats(stores, listened.concertId, ({ concertId }) =>
    received.push(concertId),
  );
  const isRead = (concertId: number) =>
    [...snapshots()].some((queue) => queue.concertId === concertId);
  const real = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + 61_000);
  try {
    await until(() => Promise.resolve(isRead(listened.concertId) && received.length > 1));
    expect(isRead(place.concertId)).toBe(false);
    end();
    await until(() => Promise.resolve(!isRead(listened.concertId)));
  } finally {
    clock.mockRestore();
  }
  expect(isRead(place.concertId)).toBe(false); // the registry has evicted the queue
  expect(placeInMemory(place)).toBeNull();
});

test('public stats describe the queue and reveal nothing about any user', async () => {
  const [place = never()] = await aFullQueue(stores, 3);
  expect(await publicStats(stores, place.concertId)).toEqual({
    concertId: place.concertId,
    served: 1,
    waiting: 4,
    active: 1,
    guests: 0,
    capacity: 1,
    ratePerMinute: 600_000,
    paused: null,
    message: null,
    recovering: false,
    cancelled: false,
    etaSeconds: { low: expect.any(Number) as unknown, high: expect.any(Number) as unknown },
    nextPollMs: 3_000,
  });
  await expect(publicStats(stores, 2_147_483_647)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the public wait is that of the next user to join, in whole minutes, and is null during a pause', async () => {
  const { concertId } = (await aFullQueue(stores, 12))[0] ?? never();
  const wait = (await publicStats(stores, concertId)).etaSeconds ?? never();
  const [userId = never()] = await people(stores.db, 1);
  const newcomer = (await join(stores, userId, concertId)).etaSeconds ?? never();
  expect(newcomer.high).toBeGreaterThan(60);
  // The estimate can change in the second between the two.
  expect(Math.abs(wait.low - newcomer.low)).toBeLessThanOrEqual(61);
  expect(Math.abs(wait.high - newcomer.high)).toBeLessThanOrEqual(61);
  expect([wait.low % 60, wait.high % 60]).toEqual([0, 0]);
  const data = { paused: true, pauseReason: 'a test' };
  await stores.db.concert.update({ where: { id: concertId }, data, select: { id: true } });
  await applyPolicy(stores, concertId);
  await newSnapshot(stores, concertId);
  expect((await publicStats(stores, concertId)).etaSeconds).toBeNull();
});

test('public stats of an unknown concert take no transaction', async () => {
  let transactions = 0;
  const db = new Proxy(stores.db, {
    get(target, name) {
      if (name === '$transaction') transactions += 1;
      return Reflect.get(target, name) as unknown;
    },
  });
  const asked = Array.from({ length: 20 }, (_, at) =>
    outcomeOf(publicStats({ ...stores, db }, 2_147_483_647 - at)),
  );
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['NOT_FOUND']));
  expect(transactions).toBe(0);
  const { concertId } = await aPerformance(stores.db);
  await publicStats({ ...stores, db }, concertId);
  expect(transactions).toBe(1); // control: an existing concert needs one transaction
});

test(
  'the position counts exactly the present users ahead, as users become absent and return',
  { timeout: 60_000 },
  async () => {
    const waiting = await aFullQueue(stores, 40);
    const { concertId } = waiting[0] ?? never();
    await stores.db.concert.update({
      where: { id: concertId },
      data: { graceSeconds: 2 },
      select: { id: true },
    });
    for (let round = 0; round < 3; round++) {
      const present = waiting.filter(
        ({ number }) => (number * 2_654_435_761 * (round + 1)) % 100 < 60,
      );
      await until(async () => {
        for (const place of present) await status(stores, place); // memory answers most polls
        await tick(stores);
        return (await snapshotOf(stores, concertId)).figures.present === present.length;
      });
      const answered = waiting.map((place) => {
        const found = placeInMemory(place);
        return found === null ? 'asks Redis' : [found.position, found.behind];
      });
      const counted = waiting.map((place) => {
        const ahead = present.filter(({ number }) => number < place.number).length;
        if (!present.includes(place) || ahead === 0) return 'asks Redis'; // absent, or at the front
        return [ahead + 1, present.length - ahead - 1];
      });
      expect(answered).toEqual(counted);
      const byNumber = waiting.map((_, at) => [at + 1, waiting.length - at - 1]);
      expect(byNumber).not.toEqual(counted); // negative control: a count with absent users differs
    }
  },
);
