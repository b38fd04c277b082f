import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Place } from '../queue/queue.ts';
import { aPerformance, expireHold, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, admittedUsers, gate, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { retrySerializable } from '../database/transaction.ts';
import { holdIn } from './hold.ts';
import { hold, release, seats } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const take = (place: Place, { performanceId }: PerformanceIds, ...numbers: number[]) =>
  hold(stores, place, { performanceId, seats: numbers });

/** Creates a performance of a concert with the orphan-seat rule: 50 seats in five rows of ten. */
async function aRuledShow(): Promise<PerformanceIds> {
  const show = await aPerformance(stores.db);
  await stores.db.concert.update({
    where: { id: show.concertId },
    data: { orphanRule: true },
    select: { id: true },
  });
  return show;
}

const block = ({ performanceId }: PerformanceIds, number: number | { notIn: number[] }) =>
  stores.db.seat.updateMany({
    where: { performanceId, number },
    data: { blockedReason: 'a camera' },
  });

test('under the rule a hold that leaves an orphan seat is refused with its number, and a hold that includes it succeeds', async () => {
  const show = await aRuledShow();
  await take(await admitted(stores, show), show, 1, 2);
  const place = await admitted(stores, show);
  await expect(take(place, show, 4)).rejects.toMatchObject({
    code: 'SEAT_ORPHAN',
    details: { seats: [3] },
  });
  expect((await seats(stores.db, show.performanceId, place.userId))[3]).toMatchObject({
    state: 'available',
  });
  expect(await take(place, show, 3, 4)).toMatchObject({ seats: [3, 4] });
});

test('concerts without the rule allow orphan seats', async () => {
  const show = await aPerformance(stores.db);
  expect(await take(await admitted(stores, show), show, 1, 3)).toMatchObject({ seats: [1, 3] });
});

test('seats added to a hold are checked together with its seats', async () => {
  const show = await aRuledShow();
  const place = await admitted(stores, show);
  await take(place, show, 5);
  expect(await outcomeOf(take(place, show, 7))).toBe('SEAT_ORPHAN');
  expect(await take(place, show, 8)).toMatchObject({ seats: [5, 8] });
});

test('blocked seats count as taken, and seats of a lapsed hold as free', async () => {
  const show = await aRuledShow();
  await block(show, 14);
  const place = await admitted(stores, show);
  expect(await outcomeOf(take(place, show, 16))).toBe('SEAT_ORPHAN');
  const { reservationId } = await take(await admitted(stores, show), show, 25);
  await expireHold(stores.db, reservationId);
  expect(await take(place, show, 27)).toMatchObject({ seats: [27] });
});

test('an orphan seat is allowed if every choice leaves one', async () => {
  const show = await aRuledShow();
  await block(show, { notIn: [4, 5] });
  expect(await take(await admitted(stores, show), show, 5)).toMatchObject({ seats: [5] });
});

test('releasing some seats must not leave an orphan seat, and releasing all is always allowed', async () => {
  const show = await aRuledShow();
  const place = await admitted(stores, show);
  const { reservationId } = await take(place, show, 3, 4, 5);
  const give = (...numbers: number[]) =>
    release(stores.db, place.userId, show.concertId, reservationId, numbers);
  await expect(give(4)).rejects.toMatchObject({ code: 'SEAT_ORPHAN', details: { seats: [4] } });
  expect(await give(5)).toMatchObject({ status: 'HELD', seats: [3, 4] });
  const neighbour = await admitted(stores, show);
  await take(neighbour, show, 5, 6);
  await block(show, 2);
  expect(await outcomeOf(give(3))).toBe('SEAT_ORPHAN');
  expect(await give(3, 4)).toMatchObject({ status: 'RELEASED' });
});

/**
 * Lets two users request the seats on either side of a free seat. Neither user's transaction
 * commits before the rule has checked both transactions.
 */
async function atOnce(isolationLevel: Prisma.TransactionIsolationLevel): Promise<string[]> {
  const show = await aRuledShow();
  const judged = gate(2);
  const asking = (await admittedUsers(stores, show, 2)).map((place, at) =>
    outcomeOf(
      retrySerializable(() =>
        stores.db.$transaction(
          async (tx) => {
            await holdIn(tx, { place, performanceId: show.performanceId, seats: [4 + 2 * at] });
            await judged();
          },
          { isolationLevel, timeout: 10_000 },
        ),
      ),
    ),
  );
  return (await Promise.all(asking)).sort();
}

test('of two concurrent holds on either side of a free seat one is refused', async () => {
  for (let round = 0; round < 3; round++)
    expect(await atOnce('Serializable')).toEqual(['SEAT_ORPHAN', 'done']);
});

test('negative control: without serializability both holds succeed and leave an orphan seat', async () => {
  expect(await atOnce('ReadCommitted')).toEqual(['done', 'done']);
});

test('many users at a concert with the rule leave no orphan seat, whatever they request', async () => {
  const show = await aRuledShow();
  const people = await admittedUsers(stores, show, 24);
  await Promise.all(people.map((place, at) => outcomeOf(take(place, show, 1 + ((at * 7) % 30)))));
  const hall = await seats(stores.db, show.performanceId, people[0]?.userId ?? '');
  const free = hall.map(({ state }) => state === 'available');
  const single = hall.filter(
    (_, at) =>
      free[at] && at % 10 > 0 && at % 10 < 9 && free[at - 1] === false && free[at + 1] === false,
  );
  expect(single).toEqual([]);
  expect(free.filter((each) => !each).length).toBeGreaterThan(5);
});
