import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Place } from '../queue/queue.ts';
import { lapse } from '#tests/support/factories.ts';
import {
  admitted,
  aHolder,
  endHoldIn,
  hasLapsed,
  outcomeOf,
  until,
} from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { lockBuyer, extend, hold, seats, sweep } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

test('a lapsed hold is free for others at once, without any job, and cannot be extended', async () => {
  const { show, turn, reservationId } = await aHolder(stores);
  const second = await admitted(stores, show);
  await lapse(stores.db, reservationId);
  expect((await seats(stores.db, show.performanceId, turn.userId))[0]).toMatchObject({
    state: 'available',
  });
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('HOLD_EXPIRED');
  expect(
    await hold(stores, second, { performanceId: show.performanceId, seats: [1] }),
  ).toMatchObject({ status: 'HELD' });
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('HOLD_EXPIRED');
});

test('the sweeper closes lapsed holds, and leaves live ones and seats that someone took over', async () => {
  const lapsed = await aHolder(stores);
  const live = await aHolder(stores);
  await lapse(stores.db, lapsed.reservationId);
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

test('after a hold has lapsed its person can hold anew, the same seats too', async () => {
  const { show, turn, reservationId } = await aHolder(stores, { seats: [1, 2, 3, 4] });
  await lapse(stores.db, reservationId);
  const again = await hold(stores, turn, {
    performanceId: show.performanceId,
    seats: [3, 4, 5, 6],
  });
  expect(again.reservationId).not.toBe(reservationId);
  expect(again).toMatchObject({ status: 'HELD', seats: [3, 4, 5, 6] });
});

test('a hold that lapses while a seat is being added to it is refused, and the seat stays free', async () => {
  const { show, turn, reservationId } = await aHolder(stores);
  await endHoldIn(stores, reservationId, 400);
  let adding: Promise<string> | undefined;
  await stores.db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT number FROM seats WHERE performance_id = ${show.performanceId} AND number = 2 FOR UPDATE`;
      adding = outcomeOf(hold(stores, turn, { performanceId: show.performanceId, seats: [2] }));
      await until(() => hasLapsed(stores, reservationId));
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
 * An extension that is asked for while the hold lives, and reaches the seats only after it has lapsed and somebody else has taken
 * them: its way is barred by a lock on the buyer meanwhile. How many then believe that they hold the seat.
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
      await until(() => hasLapsed(stores, reservationId));
      await hold(stores, rival, { performanceId: show.performanceId, seats: [1] });
    },
    { timeout: 10_000 },
  );
  const [row] = await stores.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM reservations
    WHERE performance_id = ${show.performanceId} AND status = 'HELD' AND held_until > clock_timestamp() AND ${await extending} <> ''`;
  return row?.count ?? 0;
}

test('an extension that comes too late by a moment does not take the seat back from whoever has it now', async () => {
  expect(await holdersAfter((turn, reservationId) => extend(stores, turn, reservationId))).toBe(1);
});

test('negative control: looking whether a hold lives and extending it then leaves two holders', async () => {
  const lookThenExtend: Extend = async ({ userId, concertId }, reservationId) => {
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
  expect(await holdersAfter(lookThenExtend)).toBe(2);
});
