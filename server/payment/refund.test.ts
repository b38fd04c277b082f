import { afterAll, beforeAll, expect, test } from 'vitest';
import { hold, seats } from '../seating/seating.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { admitted, aHolder, gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { balance } from '../wallet/wallet.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { cancel, pay, payments, refund } from './payment.ts';

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
      before: { seats: [1, 2] },
      after: { seats: [], paymentId: holder.paymentId, refundId: first.refundId },
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

test('seats are refunded one by one: the reservation keeps the others, and the last seat cancels it', async () => {
  const holder = await aTicketHolder();
  const { userId, reservationId, show } = holder;
  await showIn(5, holder); // the fee is 20 %
  const returning = (seats: number[], idempotencyKey: string) =>
    cancel(stores.db, { userId, reservationId, seats, idempotencyKey });
  expect(await returning([2], 'cancel-it-1')).toMatchObject({
    seats: [2],
    amount: 40_000,
    fee: 10_000,
    balance: 60_000,
  });
  const kept = await reservationOf(stores.db, userId, reservationId);
  expect(kept).toMatchObject({
    status: 'PAID',
    seats: [1],
    price: 50_000,
    refundIfCancelled: { amount: 40_000, fee: 10_000 },
    seatRefunds: [{ seat: 1, amount: 40_000, fee: 10_000 }],
    refunds: [{ seats: [2], amount: 40_000, fee: 10_000 }],
    tickets: [
      { seat: 1, voided: false, token: expect.any(String) as string },
      { seat: 2, voided: true, token: null },
    ],
  });
  expect(kept.refund).toEqual(kept.refunds[0]);
  const other = await aHolder(stores, { show, money: 50_000, seats: [2] }); // seat 2 is free again
  await pay(stores.db, { ...other, idempotencyKey: 'bought-it' });
  expect(await returning([1], 'cancel-it-2')).toMatchObject({ balance: 100_000 });
  expect(await reservationOf(stores.db, userId, reservationId)).toMatchObject({
    status: 'CANCELLED',
    seats: [1],
    refunds: [{ seats: [2] }, { seats: [1] }],
    refund: { seats: [1], amount: 40_000 },
    refundIfCancelled: null,
  });
  expect(await payments(stores.db, userId, { limit: 1, before: undefined })).toMatchObject([
    { seats: [1, 2], amount: 100_000, refunds: [{ seats: [2] }, { seats: [1] }] },
  ]);
});

test('only seats of the payment are refunded, each once; a refused refund changes nothing', async () => {
  const holder = await aTicketHolder();
  const { userId, reservationId, paymentId } = holder;
  const byUserId = await aPerson(stores.db);
  const reason = 'the seat is broken';
  const refunding = (seats: number[], idempotencyKey: string) =>
    refund(stores.db, { byUserId, paymentId, seats, reason, idempotencyKey });
  const first = await refunding([1], 'refund-it-1');
  expect(first).toEqual({ refundId: first.refundId, amount: 50_000 });
  expect(await refunding([1], 'refund-it-1')).toEqual(first);
  expect(await outcomeOf(refunding([2], 'refund-it-1'))).toBe('IDEMPOTENCY_MISMATCH');
  const before = await balanceOf(userId);
  for (const [seats, code] of [
    [[1], 'NOT_HELD'],
    [[1, 2], 'NOT_HELD'],
    [[3], 'NOT_FOUND'],
    [[1, 3], 'NOT_FOUND'],
  ] as const) {
    expect(await outcomeOf(refunding([...seats], `refund-${seats.join('-')}-x`))).toBe(code);
    const request = { userId, reservationId, seats: [...seats] };
    expect(
      await outcomeOf(
        cancel(stores.db, { ...request, idempotencyKey: `cancel-${seats.join('-')}-x` }),
      ),
    ).toBe(code);
  }
  expect(await balanceOf(userId)).toBe(before);
  expect(await holder.cancelling('cancel-it-1')).toMatchObject({ seats: [2], amount: 50_000 });
  expect(await balanceOf(userId)).toBe(120_000);
});

test('a wheelchair seat is refunded only with its companion seat, or after it', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  const at = (number: number) => ({ performanceId_number: { performanceId, number } });
  await stores.db.seat.update({ where: at(1), data: { kind: 'WHEELCHAIR' } });
  await stores.db.seat.update({ where: at(2), data: { kind: 'COMPANION', companionOf: 1 } });
  const holder = await aHolder(stores, { show, money: 100_000, seats: [1, 2] });
  const { userId, reservationId } = holder;
  const { paymentId } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  const returning = (seats: number[], idempotencyKey: string) =>
    outcomeOf(cancel(stores.db, { userId, reservationId, seats, idempotencyKey }));
  expect(await returning([1], 'cancel-it-1')).toBe('COMPANION');
  const byStaff = { byUserId: await aPerson(stores.db, 'MANAGER'), paymentId, reason: 'a mistake' };
  const refunded = refund(stores.db, { ...byStaff, seats: [1], idempotencyKey: 'refund-it-1' });
  expect(await outcomeOf(refunded)).toBe('COMPANION');
  expect(await returning([2], 'cancel-it-2')).toBe('done');
  expect(await returning([1], 'cancel-it-3')).toBe('done');
});

test('a free seat is paid and refunded with 0 won', async () => {
  const show = await aPerformance(stores.db);
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId },
    data: { priceKrw: 0n },
  });
  const holder = await aHolder(stores, { show, seats: [1] });
  const { userId, reservationId } = holder;
  expect(await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' })).toMatchObject({
    amount: 0,
    balance: 0,
  });
  expect(
    await cancel(stores.db, { userId, reservationId, idempotencyKey: 'cancel-it-1' }),
  ).toMatchObject({ amount: 0, fee: 0, balance: 0 });
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

const returning =
  (seat: number): Refunding =>
  ({ userId, reservationId }, idempotencyKey) =>
    cancel(stores.db, { userId, reservationId, seats: [seat], idempotencyKey });

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

test('concurrent cancellations, refunds, and cancellations of single seats return the money once', async () => {
  const returnedOnce = { balance: 120_000, seat: 'available' };
  for (let round = 0; round < 3; round++) {
    expect(await afterRefunds(cancelling, cancelling)).toEqual(returnedOnce);
    expect(await afterRefunds(cancelling, refunding)).toEqual(returnedOnce);
    expect(await afterRefunds(returning(1), cancelling, returning(2), returning(1))).toEqual(
      returnedOnce,
    );
  }
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
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
  const found = (await auditNow()).filter(({ breaches }) => breaches > 0);
  expect(found.map(({ check }) => check)).toContain('balances');
});
