import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockBuyer, hold, release, seats, sweep } from '../seating/seating.ts';
import { expireHold } from '#tests/support/factories.ts';
import {
  admitted,
  aHolder,
  endHoldIn,
  hasExpired,
  type Holder,
  outcomeOf,
  until,
} from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import type { Tx } from '../database/transaction.ts';
import { balance, charge } from '../wallet/wallet.ts';
import { pay } from './payment.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

type Act = (holder: Holder) => Promise<unknown>;
const paying: Act = ({ userId, reservationId, turn }) =>
  pay(stores.db, { userId, reservationId, idempotencyKey: 'the-payment', turn });
const balanceOf = async (userId: string) => (await balance(stores.db, userId)).balance;
const firstSeat = async ({ show, userId }: Holder) =>
  (await seats(stores.db, show.performanceId, userId))[0]?.state;

test('seats of a lapsed hold can be sold again, and the late payer is refused without a debit', async () => {
  const late = await aHolder(stores, { money: 50_000 });
  await expireHold(stores.db, late.reservationId);
  const next = await aHolder(stores, { money: 50_000, show: late.show });
  expect(await outcomeOf(paying(late))).toBe('HOLD_EXPIRED');
  expect(await outcomeOf(paying(next))).toBe('done');
  expect(await outcomeOf(paying(late))).toBe('HOLD_EXPIRED');
  expect(await balanceOf(late.userId)).toBe(50_000);
});

/**
 * Starts a payment while the hold is live. A lock on the buyer delays the payment until the hold
 * has lapsed and a rival holds the seat. Returns true if the late payment debited the wallet.
 */
async function tookMoneyTooLate(attempt: Act): Promise<boolean> {
  const late = await aHolder(stores, { money: 50_000 });
  const rival = await admitted(stores, late.show);
  await endHoldIn(stores, late.reservationId, 400);
  let payment: Promise<string> | undefined;
  const meanwhile = async () => {
    payment = outcomeOf(attempt(late));
    await until(() => hasExpired(stores, late.reservationId));
    await hold(stores, rival, { performanceId: late.show.performanceId, seats: [1] });
  };
  const barred = async (tx: Tx) => {
    await lockBuyer(tx, late.userId, late.show.concertId);
    await meanwhile();
  };
  await stores.db.$transaction(barred, { timeout: 10_000 });
  await payment;
  return (await balanceOf(late.userId)) < 50_000;
}

test('a payment that reaches its seats after the hold lapsed costs nothing', async () => {
  expect(await tookMoneyTooLate(paying)).toBe(false);
});

test('negative control: checking the hold before paying debits the late payer for another user’s seat', async () => {
  const checkThenPay: Act = async ({ userId, show: { concertId }, reservationId }) => {
    if (await hasExpired(stores, reservationId)) return;
    await stores.db.$transaction(
      async (tx) => {
        await lockBuyer(tx, userId, concertId);
        await tx.account.update({ where: { userId }, data: { balanceKrw: { decrement: 50_000 } } });
      },
      { timeout: 10_000 },
    );
  };
  expect(await tookMoneyTooLate(checkThenPay)).toBe(true);
});

/**
 * Runs a payment and a release of the same hold at once. Returns true if the seat is sold and paid,
 * or free and unpaid.
 */
async function agreesAfter(reportError: Act): Promise<boolean> {
  const holder = await aHolder(stores, { money: 50_000 });
  const outcomes = await Promise.all([outcomeOf(paying(holder)), outcomeOf(reportError(holder))]);
  expect(outcomes).toContain('done');
  return ((await firstSeat(holder)) === 'sold') === ((await balanceOf(holder.userId)) === 0);
}

test('a concurrent release and payment end sold and paid, or free and unpaid', async () => {
  const releasing: Act = ({ userId, show: { concertId }, reservationId }) =>
    release(stores.db, userId, concertId, reservationId);
  for (let round = 0; round < 6; round++) expect(await agreesAfter(releasing)).toBe(true);
});

test('negative control: checking the hold before freeing its seat frees a paid seat', async () => {
  const checkThenFree: Act = async (holder) => {
    const { show, reservationId } = holder;
    expect(await hasExpired(stores, reservationId)).toBe(false);
    await until(async () => (await firstSeat(holder)) === 'sold');
    await stores.db.seat.updateMany({
      where: { performanceId: show.performanceId, reservationId },
      data: { reservationId: null },
    });
  };
  expect(await agreesAfter(checkThenFree)).toBe(false);
});

/**
 * Runs two sweepers while another user pays for the seat of a lapsed hold. Returns the seat's final
 * state.
 */
async function afterSweepers(
  sweeping: (paid: () => Promise<boolean>) => Promise<unknown>,
): Promise<string | undefined> {
  const lapsed = await aHolder(stores);
  await expireHold(stores.db, lapsed.reservationId);
  const next = await admitted(stores, lapsed.show);
  await charge(stores.db, next.userId, { amount: 50_000, idempotencyKey: 'enough-for-one' });
  const paid = async () => (await balanceOf(next.userId)) === 0;
  const buy = async () => {
    const reservation = await hold(stores, next, {
      performanceId: lapsed.show.performanceId,
      seats: [1],
    });
    await pay(stores.db, {
      ...next,
      turn: next,
      reservationId: reservation.reservationId,
      idempotencyKey: 'the-next-one',
    });
  };
  await Promise.all([sweeping(paid), sweeping(paid), buy()]);
  return firstSeat(lapsed);
}

test('two concurrent sweepers never free a paid seat', async () => {
  for (let round = 0; round < 4; round++)
    expect(await afterSweepers(() => sweep(stores.db))).toBe('sold');
});

test('negative control: a sweeper that frees the seats of its list frees a paid seat', async () => {
  const readThenFree = async (paid: () => Promise<boolean>) => {
    const found = await stores.db.$queryRaw<{ id: number; seats: number[] }[]>`
      SELECT performance_id AS id, seats FROM reservations WHERE status = 'HELD' AND held_until <= clock_timestamp()`;
    await until(paid);
    for (const { id, seats: numbers } of found)
      await stores.db.seat.updateMany({
        where: { performanceId: id, number: { in: numbers } },
        data: { reservationId: null, heldUntil: null },
      });
  };
  expect(await afterSweepers(readThenFree)).toBe('available');
});
