import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Place } from '../queue/queue.ts';
import { expireHold } from '#tests/support/factories.ts';
import {
  admitted,
  aHolder,
  endHoldIn,
  hasExpired,
  outcomeOf,
  until,
} from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { lockBuyer, extend, hold, seats, sweep } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

test('seats of a lapsed hold are free for others at once, before any job runs, and the hold cannot be extended', async () => {
  const { show, turn, reservationId } = await aHolder(stores);
  const second = await admitted(stores, show);
  await expireHold(stores.db, reservationId);
  expect((await seats(stores.db, show.performanceId, turn.userId))[0]).toMatchObject({
    state: 'available',
  });
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('HOLD_EXPIRED');
  expect(
    await hold(stores, second, { performanceId: show.performanceId, seats: [1] }),
  ).toMatchObject({ status: 'HELD' });
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('HOLD_EXPIRED');
});

test('the sweeper closes lapsed holds, and leaves live ones and taken-over seats', async () => {
  const lapsed = await aHolder(stores);
  const live = await aHolder(stores);
  await expireHold(stores.db, lapsed.reservationId);
  const next = await admitted(stores, lapsed.show);
  await hold(stores, next, { performanceId: lapsed.show.performanceId, seats: [1] });
  expect(await sweep(stores.db)).toBeGreaterThanOrEqual(1);
  expect(await sweep(stores.db)).toBe(0);
  const statusOf = async (id: number) =>
    (await stores.db.reservation.findUniqueOrThrow({ where: { id } })).status;
  expect(await statusOf(lapsed.reservationId)).toBe('EXPIRED');
  expect(await statusOf(live.reservationId)).toBe('HELD');
  expect((await seats(stores.db, lapsed.show.performanceId, next.userId))[0]).toMatchObject({
    state: 'mine',
  });
});

test('an expired hold cannot be extended, but a new one can be started, also with the same seats', async () => {
  const { show, turn, reservationId } = await aHolder(stores, { seats: [1, 2, 3, 4] });
  await expireHold(stores.db, reservationId);
  const again = await hold(stores, turn, {
    performanceId: show.performanceId,
    seats: [3, 4, 5, 6],
  });
  expect(again.reservationId).not.toBe(reservationId);
  expect(again).toMatchObject({ status: 'HELD', seats: [3, 4, 5, 6] });
});

test('adding a seat to a hold that lapses meanwhile is refused, and the seat stays free', async () => {
  const { show, turn, reservationId } = await aHolder(stores);
  await endHoldIn(stores, reservationId, 400);
  let adding: Promise<string> | undefined;
  await stores.db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT number FROM seats WHERE performance_id = ${show.performanceId} AND number = 2 FOR UPDATE`;
      adding = outcomeOf(hold(stores, turn, { performanceId: show.performanceId, seats: [2] }));
      await until(() => hasExpired(stores, reservationId));
    },
    { timeout: 10_000 },
  );
  expect(await adding).toBe('HOLD_EXPIRED');
  expect((await seats(stores.db, show.performanceId, turn.userId))[1]).toMatchObject({
    state: 'available',
  });
});

type Extend = (turn: Place, reservationId: number) => Promise<unknown>;

/**
 * Starts an extension while the hold is live. A lock on the buyer delays the extension until the
 * hold has lapsed and a rival has the seat. Returns the number of users whose hold claims the seat.
 */
async function holdersAfter(attempt: Extend): Promise<number> {
  const { show, turn, reservationId } = await aHolder(stores);
  const rival = await admitted(stores, show);
  await endHoldIn(stores, reservationId, 400);
  let extending: Promise<string> | undefined;
  await stores.db.$transaction(
    async (tx) => {
      await lockBuyer(tx, turn.userId, show.concertId);
      extending = outcomeOf(attempt(turn, reservationId));
      await until(() => hasExpired(stores, reservationId));
      await hold(stores, rival, { performanceId: show.performanceId, seats: [1] });
    },
    { timeout: 10_000 },
  );
  const [row] = await stores.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM reservations
    WHERE performance_id = ${show.performanceId} AND status = 'HELD' AND held_until > clock_timestamp() AND ${await extending} <> ''`;
  return row?.count ?? 0;
}

test('an extension that reaches its seats after the hold lapsed does not take them from their new holder', async () => {
  expect(await holdersAfter((turn, reservationId) => extend(stores, turn, reservationId))).toBe(1);
});

test('negative control: checking the hold before extending it leaves two holders', async () => {
  const checkThenExtend: Extend = async ({ userId, concertId }, reservationId) => {
    const found = await stores.db.reservation.findUniqueOrThrow({
      where: { id: reservationId },
      select: { heldUntil: true },
    });
    if (found.heldUntil.getTime() <= Date.now()) return;
    await stores.db.$transaction(
      async (tx) => {
        await lockBuyer(tx, userId, concertId);
        await tx.reservation.update({
          where: { id: reservationId },
          data: { heldUntil: new Date(Date.now() + 300_000) },
        });
      },
      { timeout: 10_000 },
    );
  };
  expect(await holdersAfter(checkThenExtend)).toBe(2);
});
