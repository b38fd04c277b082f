import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aFullQueue, never, newSnapshot } from '#tests/support/full-queue.ts';
import { aShow } from '#tests/support/factories.ts';
import { outcomeOf, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { tick } from '../ticker.ts';
import {
  evictPlace,
  placeInMemory,
  publicStats,
  snapshotOf,
  snapshots,
  subscribeToStats,
} from './queue-snapshot.ts';
import { leave, status, statusFromMemory } from '../queue.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

test('who waits is told their place from memory, as the store has it', async () => {
  const waiting = await aFullQueue(stores, 12);
  for (const [at, place] of waiting.entries()) {
    const known = { position: at + 1, behind: waiting.length - at - 1 };
    expect(placeInMemory(place)).toMatchObject(known);
    expect(statusFromMemory(place)).toMatchObject({
      state: 'WAITING',
      number: place.number,
      ...known,
    });
  }
});

test('a place that memory does not know to wait is looked up: an active one, one beyond the end, another line’s', async () => {
  const [place = never()] = await aFullQueue(stores, 2);
  for (const number of [1, 4, 9, 5_000, 2_000_000_000])
    expect([number, placeInMemory({ ...place, number })]).toEqual([number, null]);
  expect(placeInMemory({ ...place, concertId: 2_147_483_647 })).toBeNull();
});

test('a snapshot that is older than five seconds is told to nobody', async () => {
  const [place = never()] = await aFullQueue(stores, 1);
  const { askedAt } = await snapshotOf(stores, place.concertId);
  const clock = vi.spyOn(performance, 'now');
  try {
    clock.mockReturnValue(askedAt + 4_999);
    expect(placeInMemory(place)).toMatchObject({ position: 1 });
    clock.mockReturnValue(askedAt + 5_001);
    expect(placeInMemory(place)).toBeNull();
    expect([...snapshots()].map(({ concertId }) => concertId)).not.toContain(place.concertId);
  } finally {
    clock.mockRestore();
  }
});

test('a place that has ended is not told to wait by a snapshot from before', async () => {
  const [first = never(), second = never()] = await aFullQueue(stores, 2);
  await leave(stores, first.userId, first.concertId);
  expect(placeInMemory(first)).toBeNull();
  expect(await status(stores, first)).toMatchObject({ state: 'EXPIRED' });
  await newSnapshot(stores, first.concertId);
  expect(placeInMemory(first)).toBeNull();
  expect(placeInMemory(second)).toMatchObject({ position: 1, behind: 0 });
});

test('what was forgotten is remembered again once a reading that began later has it', async () => {
  const [place = never()] = await aFullQueue(stores, 1);
  evictPlace(place);
  expect(placeInMemory(place)).toBeNull();
  await newSnapshot(stores, place.concertId);
  expect(placeInMemory(place)).toMatchObject({ position: 1 });
});

test('a line that nobody asks about is not read after a minute; one that is listened to is', async () => {
  const [place = never()] = await aFullQueue(stores, 1);
  const [listened = never()] = await aFullQueue(stores, 1);
  const boards: number[] = [];
  const end = subscribeToStats(stores, listened.concertId, ({ concertId }) =>
    boards.push(concertId),
  );
  const isRead = (concertId: number) =>
    [...snapshots()].some((line) => line.concertId === concertId);
  const real = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + 61_000);
  try {
    await until(() => Promise.resolve(isRead(listened.concertId) && boards.length > 1));
    expect(isRead(place.concertId)).toBe(false);
    end();
    await until(() => Promise.resolve(!isRead(listened.concertId)));
  } finally {
    clock.mockRestore();
  }
  expect(isRead(place.concertId)).toBe(false); // forgotten, not only old
  expect(placeInMemory(place)).toBeNull();
});

test('the public board tells how the line stands, and no more of anybody', async () => {
  const [place = never()] = await aFullQueue(stores, 3);
  expect(await publicStats(stores, place.concertId)).toEqual({
    concertId: place.concertId,
    served: 1,
    waiting: 3,
    active: 1,
    capacity: 1,
    ratePerMinute: 600_000,
    paused: null,
    message: null,
    recovering: false,
    nextPollMs: 3_000,
  });
  await expect(publicStats(stores, 2_147_483_647)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the board of a concert that there is not takes no transaction', async () => {
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
  const { concertId } = await aShow(stores.db);
  await publicStats({ ...stores, db }, concertId);
  expect(transactions).toBe(1); // control: a line that was never begun does
});

test(
  'the position counts exactly those who are ahead and present, whoever stays away and comes back',
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
        for (const place of present) await status(stores, place); // mostly from memory
        await tick(stores);
        return (await snapshotOf(stores, concertId)).figures.present === present.length;
      });
      const told = waiting.map((place) => {
        const found = placeInMemory(place);
        return found === null ? 'away' : [found.position, found.behind];
      });
      const counted = waiting.map((place) => {
        if (!present.includes(place)) return 'away';
        const ahead = present.filter(({ number }) => number < place.number).length;
        return [ahead + 1, present.length - ahead - 1];
      });
      expect(told).toEqual(counted);
      const byNumber = waiting.map(({ number }) => [number - 1, waiting.length - number + 1]);
      expect(byNumber).not.toEqual(counted); // negative control: taking everybody for present is noticed
    }
  },
);
