import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Place } from '../queue/queue.ts';
import { aPerformance, expireHold } from '#tests/support/factories.ts';
import { admitted, aHolder, outcomeOf } from '#tests/support/people.ts';
import { recordEntries } from '#tests/support/drain.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { closeEndedHolds, hold, persistEnd, seats } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Persists the end of a place as the drain of the queue's log and its job do. */
const ended = async (place: Place) => {
  await recordEntries(stores.db, place, { ended: [place] });
  await closeEndedHolds(stores.db);
};

test.each([
  ['the drain', ended],
  ['a request', (place: Place) => persistEnd(stores.db, { ...place, observedEpoch: place.epoch })],
])(
  'the end of a place by %s releases its hold and prevents new holds under it',
  async (_by, end) => {
    const { show, turn } = await aHolder(stores, { seats: [3] });
    await end(turn);
    await end(turn);
    expect((await seats(stores.db, show.performanceId, turn.userId))[2]).toMatchObject({
      state: 'available',
    });
    expect(
      await outcomeOf(hold(stores, turn, { performanceId: show.performanceId, seats: [4] })),
    ).toBe('QUEUE_TOKEN_EXPIRED');
  },
);

test('a late event for an earlier place leaves the hold of the next place unchanged', async () => {
  const { show, turn } = await aHolder(stores, { seats: [3] });
  await ended(turn);
  const next = { ...turn, number: turn.number + 1 };
  await hold(stores, next, { performanceId: show.performanceId, seats: [5] });
  await ended(turn);
  expect((await seats(stores.db, show.performanceId, turn.userId))[4]).toMatchObject({
    state: 'mine',
  });
  expect(
    await outcomeOf(hold(stores, next, { performanceId: show.performanceId, seats: [6] })),
  ).toBe('done');
});

type End = (place: Place, holding: () => Promise<unknown>) => Promise<unknown>;

/**
 * Ends a place while its user holds a seat. Returns the number of seats that the user still holds
 * under the ended place.
 */
async function heldUnderEnded(end: End): Promise<number> {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  await end(place, () =>
    outcomeOf(hold(stores, place, { performanceId: show.performanceId, seats: [1] })),
  );
  return (await seats(stores.db, show.performanceId, place.userId)).filter(
    ({ state }) => state === 'mine',
  ).length;
}

test('a concurrent hold and end of its place leave no seat held', async () => {
  const atOnce: End = (place, holding) => Promise.all([holding(), ended(place)]);
  for (let round = 0; round < 6; round++) expect(await heldUnderEnded(atOnce)).toBe(0);
});

test('negative control: releasing holds before ending the place leaves one held', async () => {
  const checkThenEnd: End = async ({ userId, concertId, epoch, number }, holding) => {
    const found = await stores.db.reservation.findMany({
      where: { userId, concertId, status: 'HELD' },
      select: { id: true },
    });
    await holding();
    const where = { userId_concertId: { userId, concertId } };
    await stores.db.buyer.update({ where, data: { endedEpoch: epoch, endedNumber: number } });
    for (const { id } of found) await expireHold(stores.db, id);
  };
  expect(await heldUnderEnded(checkThenEnd)).toBe(1);
});
