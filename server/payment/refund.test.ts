import { afterAll, beforeAll, expect, test } from 'vitest';
import { hold, seats } from '../seating/seating.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { admitted, aHolder, gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { balance } from '../wallet/wallet.ts';
import { cancel, pay, refund } from './payment.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const balanceOf = async (userId: string) => (await balance(stores.db, userId)).balance;

/** Creates a user who has paid 100,000 won for seats 1 and 2 and has 20,000 won left. */
async function aTicketHolder() {
  const holder = await aHolder(stores, { money: 120_000, seats: [1, 2] });
  const { userId, reservationId, turn } = holder;
  const { paymentId } = await pay(stores.db, {
    userId,
    reservationId,
    turn,
    idempotencyKey: 'bought-it',
  });
  const cancelling = (idempotencyKey: string) =>
    cancel(stores.db, { userId, reservationId, idempotencyKey });
  return { ...holder, paymentId, cancelling };
}
type TicketHolder = Awaited<ReturnType<typeof aTicketHolder>>;

const showIn = (days: number, { show }: TicketHolder) =>
  stores.db.performance.update({
    where: { id: show.performanceId },
    data: {
      startsAt: new Date(Date.now() + days * 86_400_000),
      endsAt: new Date(Date.now() + (days + 1) * 86_400_000),
    },
  });

test('a free seat is held, paid and cancelled like any other, and moves no money', async () => {
  const show = await aPerformance(stores.db);
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId, number: { in: [1, 2] } },
    data: { grade: 'free', priceKrw: 0n },
  });
  const { userId, reservationId, turn } = await aHolder(stores, { seats: [1, 2], show });
  const request = { userId, reservationId, idempotencyKey: 'for-nothing' };
  const paid = await pay(stores.db, { ...request, turn });
  expect(paid).toMatchObject({ amount: 0, balance: 0 });
  expect(paid.tickets).toHaveLength(2);
  expect(await pay(stores.db, { ...request, turn })).toEqual(paid);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  expect(await cancel(stores.db, request)).toMatchObject({ amount: 0, fee: 0, balance: 0 });
  expect(await stores.db.ledgerEntry.count({ where: { account: { userId } } })).toBe(0);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
});

test('cancelling refunds the money, frees the seats and voids the tickets', async () => {
  const holder = await aTicketHolder();
  expect(await holder.cancelling('cancel-it-1')).toMatchObject({
    amount: 100_000,
    fee: 0,
    balance: 120_000,
  });
  const other = await admitted(stores, holder.show);
  expect(
    await hold(stores, other, { performanceId: holder.show.performanceId, seats: [1, 2] }),
  ).toMatchObject({
    status: 'HELD',
  });
  const tickets = await stores.db.ticket.findMany({
    where: { paymentId: holder.paymentId },
    select: { voidedAt: true },
  });
  expect(tickets).toHaveLength(2);
  for (const { voidedAt } of tickets) expect(voidedAt).not.toBeNull();
});

test('cancelling costs the fee of the day, and is too late on the day of the performance', async () => {
  const holder = await aTicketHolder();
  await showIn(5, holder);
  expect(await holder.cancelling('cancel-it-1')).toMatchObject({
    amount: 80_000,
    fee: 20_000,
    balance: 100_000,
  });
  const late = await aTicketHolder();
  await stores.db.$executeRaw`
    UPDATE performances SET starts_at = (date_trunc('day', clock_timestamp() AT TIME ZONE 'Asia/Seoul') + interval '1 day - 1 minute') AT TIME ZONE 'Asia/Seoul'
    WHERE id = ${late.show.performanceId}`;
  expect(await outcomeOf(late.cancelling('cancel-it-1'))).toBe('TOO_LATE_TO_CANCEL');
  expect(await balanceOf(late.userId)).toBe(20_000);
});

test('returned seats no longer count towards the seat limit', async () => {
  const holder = await aTicketHolder();
  await holder.cancelling('cancel-it-1');
  const turn = { ...holder.turn, number: holder.turn.number + 1 };
  const again = await hold(stores, turn, {
    performanceId: holder.show.performanceId,
    seats: [1, 2, 3, 4],
  });
  expect(again.seats).toHaveLength(4);
});

test('an unpaid reservation cannot be cancelled, and another user’s is NOT_FOUND', async () => {
  const { userId, reservationId } = await aHolder(stores);
  const cancelAs = (who: string) =>
    outcomeOf(cancel(stores.db, { userId: who, reservationId, idempotencyKey: 'cancel-it-1' }));
  expect(await cancelAs(userId)).toBe('NOT_HELD');
  expect(await cancelAs(await aPerson(stores.db))).toBe('NOT_FOUND');
});

test('a repeated cancellation gets the first reply, and another key is NOT_HELD', async () => {
  const holder = await aTicketHolder();
  const first = await holder.cancelling('cancel-it-1');
  expect(await holder.cancelling('cancel-it-1')).toEqual(first);
  expect(await outcomeOf(holder.cancelling('cancel-it-2'))).toBe('NOT_HELD');
  expect(await balanceOf(holder.userId)).toBe(120_000);
});

test('an admin’s refund is complete on any day, and is audited', async () => {
  const holder = await aTicketHolder();
  await showIn(0, holder);
  const byUserId = await aPerson(stores.db);
  const request = {
    byUserId,
    paymentId: holder.paymentId,
    reason: '공연 취소',
    idempotencyKey: 'refund-it-1',
  };
  const first = await refund(stores.db, request);
  expect(await refund(stores.db, request)).toEqual(first);
  expect(await balanceOf(holder.userId)).toBe(120_000);
  const audit = await stores.db.auditEntry.findMany({ where: { actorId: byUserId } });
  expect(audit).toMatchObject([
    {
      action: 'payment.refund',
      reason: '공연 취소',
      concertId: holder.show.concertId,
      userId: holder.userId,
      before: { status: 'PAID' },
      after: { status: 'CANCELLED', paymentId: holder.paymentId, ...first },
    },
  ]);
  expect(await outcomeOf(refund(stores.db, { ...request, idempotencyKey: 'refund-it-2' }))).toBe(
    'NOT_HELD',
  );
  expect(
    await outcomeOf(
      refund(stores.db, { ...request, paymentId: 2_147_483_647, idempotencyKey: 'refund-it-3' }),
    ),
  ).toBe('NOT_FOUND');
  expect(await stores.db.auditEntry.count({ where: { actorId: byUserId } })).toBe(1);
});

type Refunding = (holder: TicketHolder, key: string) => Promise<unknown>;
const cancelling: Refunding = (holder, key) => holder.cancelling(key);
const refunding: Refunding = async ({ paymentId }, idempotencyKey) =>
  refund(stores.db, {
    byUserId: await aPerson(stores.db),
    paymentId,
    reason: 'at once',
    idempotencyKey,
  });

/**
 * Runs these refunds at once. Returns the balance, 120,000 won after exactly one refund, and the
 * state of seat 1.
 */
async function afterRefunds(...ways: Refunding[]) {
  const holder = await aTicketHolder();
  await tally(ways.map((way, at) => way(holder, `give-back-${String(at)}`)));
  const [seat] = await seats(stores.db, holder.show.performanceId, holder.userId);
  return { balance: await balanceOf(holder.userId), seat: seat?.state };
}

test('two concurrent cancellations, or a cancellation and a refund, return the money once', async () => {
  const returnedOnce = { balance: 120_000, seat: 'available' };
  for (let round = 0; round < 3; round++) {
    expect(await afterRefunds(cancelling, cancelling)).toEqual(returnedOnce);
    expect(await afterRefunds(cancelling, refunding)).toEqual(returnedOnce);
  }
});

test('negative control: checking that it is paid before refunding refunds twice', async () => {
  const both = gate(2);
  const checkThenRefund: Refunding = async ({ userId, reservationId }) => {
    const { status } = await stores.db.reservation.findUniqueOrThrow({
      where: { id: reservationId },
      select: { status: true },
    });
    await both();
    if (status === 'PAID')
      await stores.db.account.update({
        where: { userId },
        data: { balanceKrw: { increment: 100_000 } },
      });
  };
  expect((await afterRefunds(checkThenRefund, checkThenRefund)).balance).toBe(220_000);
});
