import { afterAll, beforeAll, expect, test } from 'vitest';
import { hold, release } from '../seating/seating.ts';
import {
  aPerson,
  aPerformance,
  expireHold,
  type PerformanceIds,
} from '#tests/support/factories.ts';
import { aHolder, admitted, type Holder, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { charge } from '../wallet/wallet.ts';
import { cancel, concertOfPayable, pay, payments } from './payment.ts';

// A payment can name the performance instead of the reservation. A payment by performance pays only
// the user's live hold.
let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const payFor = (
  { userId, turn }: Holder,
  { performanceId }: Pick<PerformanceIds, 'performanceId'>,
  idempotencyKey: string,
) => pay(stores.db, { userId, performanceId, idempotencyKey, turn });

async function anotherShow({ concertId, performanceId }: PerformanceIds): Promise<PerformanceIds> {
  const { startsAt } = await stores.db.performance.findUniqueOrThrow({
    where: { id: performanceId },
  });
  const later = new Date(startsAt.getTime() + 86_400_000);
  const { id } = await stores.db.performance.create({
    data: { concertId, startsAt: later, endsAt: new Date(later.getTime() + 7_200_000) },
  });
  await stores.db.seat.create({
    data: { performanceId: id, number: 1, grade: 'S', priceKrw: 30_000n },
  });
  return { concertId, performanceId: id };
}

test('a payment by performance pays the live hold, and its key repeats the reply', async () => {
  const holder = await aHolder(stores, { money: 60_000 });
  const paid = await payFor(holder, holder.show, 'by-the-show');
  expect(paid).toMatchObject({
    reservationId: holder.reservationId,
    amount: 50_000,
    balance: 10_000,
  });
  expect(await payFor(holder, holder.show, 'by-the-show')).toEqual(paid);
  expect(await outcomeOf(payFor(holder, holder.show, 'another-key'))).toBe('NOT_FOUND');
  const { userId, reservationId, turn } = holder;
  expect(
    await outcomeOf(pay(stores.db, { userId, reservationId, idempotencyKey: 'by-the-show', turn })),
  ).toBe('IDEMPOTENCY_MISMATCH');
});

test('a payment by performance pays no hold that is elsewhere, lapsed, released or another user’s', async () => {
  const holder = await aHolder(stores, { money: 60_000 });
  const other = await anotherShow(holder.show);
  expect(await outcomeOf(payFor(holder, other, 'another-show'))).toBe('NOT_FOUND');
  const otherUser = await admitted(stores, holder.show, await aPerson(stores.db));
  expect(
    await outcomeOf(
      payFor({ ...holder, userId: otherUser.userId, turn: otherUser }, holder.show, 'not-theirs'),
    ),
  ).toBe('NOT_FOUND');
  await expireHold(stores.db, holder.reservationId);
  expect(await outcomeOf(payFor(holder, holder.show, 'too-late-1'))).toBe('NOT_FOUND');
  const again = await hold(stores, holder.turn, {
    performanceId: holder.show.performanceId,
    seats: [2],
  });
  await release(stores.db, holder.userId, holder.show.concertId, again.reservationId);
  expect(await outcomeOf(payFor(holder, holder.show, 'released-1'))).toBe('NOT_FOUND');
  await hold(stores, holder.turn, { performanceId: other.performanceId, seats: [1] });
  expect(await payFor(holder, other, 'another-show')).toMatchObject({
    amount: 30_000,
    balance: 30_000,
  });
});

test('a payment by performance uses the performance’s concert, and an unknown performance is NOT_FOUND', async () => {
  const { userId, show } = await aHolder(stores);
  expect(await concertOfPayable(stores.db, userId, { performanceId: show.performanceId })).toBe(
    show.concertId,
  );
  expect(
    await outcomeOf(concertOfPayable(stores.db, userId, { performanceId: 2_147_483_647 })),
  ).toBe('NOT_FOUND');
});

test('a user’s payments are listed newest first, by pages, with their refunds', async () => {
  const userId = await aPerson(stores.db);
  expect(await payments(stores.db, userId, { limit: 100, before: undefined })).toEqual([]);
  await charge(stores.db, userId, { amount: 500_000, idempotencyKey: 'for-all-of-them' });
  const paid: { paymentId: number; reservationId: number; show: PerformanceIds }[] = [];
  for (let at = 0; at < 3; at++) {
    const holder = await aHolder(stores, {
      person: userId,
      seats: [at + 1, at + 2],
      show: await aPerformance(stores.db),
    });
    paid.push({ ...(await payFor(holder, holder.show, `payment-no-${at}`)), show: holder.show });
  }
  const otherUser = await aHolder(stores, { money: 50_000 });
  await payFor(otherUser, otherUser.show, 'of-a-otherUser');
  const ids = async (limit: number, before?: number) =>
    (await payments(stores.db, userId, { limit, before })).map(({ paymentId }) => paymentId);
  const newestFirst = paid.map(({ paymentId }) => paymentId).reverse();
  expect(await ids(100)).toEqual(newestFirst);
  expect(await ids(2)).toEqual(newestFirst.slice(0, 2));
  expect(await ids(2, newestFirst[1])).toEqual(newestFirst.slice(2));
  const [first] = paid;
  await cancel(stores.db, {
    userId,
    reservationId: first?.reservationId ?? 0,
    idempotencyKey: 'think-better',
  });
  const [oldest] = await payments(stores.db, userId, { limit: 1, before: newestFirst[1] });
  const refunded = {
    refundId: expect.any(Number) as unknown,
    seats: [1, 2],
    amount: 100_000,
    fee: 0,
    refundedAt: expect.any(String) as unknown,
  };
  expect(oldest).toEqual({
    paymentId: first?.paymentId,
    reservationId: first?.reservationId,
    ...first?.show,
    seats: [1, 2],
    amount: 100_000,
    paidAt: expect.any(String) as unknown,
    refunds: [refunded],
    refund: refunded,
  });
});
