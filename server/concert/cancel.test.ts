import { afterAll, beforeAll, expect, test } from 'vitest';
import { concert, openDates } from '../catalog/catalog.ts';
import { accept, give } from '../gift/gift.ts';
import { cancel, pay, refund } from '../payment/payment.ts';
import { expirePlace, join, leave, requireTurn, status } from '../queue/queue.ts';
import { publicStats } from '../queue/snapshot/queue-snapshot.ts';
import { drainQueues, tick } from '../queue/ticker.ts';
import { signQueueToken } from '../queue/token/token.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { bestAvailable, extend, hold, release, seats } from '../seating/seating.ts';
import { signedVoidTickets } from '../ticket/ticket.ts';
import { balance } from '../wallet/wallet.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { eventually } from '#tests/support/eventually.ts';
import {
  aPerformance,
  aPerson,
  people,
  type PerformanceIds,
  twoPerformances,
} from '#tests/support/factories.ts';
import { aHolder, admitted, gate, type Holder, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { cancelConcert, cancelPerformance, getConcert, refundCancelledDates } from './concert.ts';

let stores: TestStores;
let actorId: string;
beforeAll(async () => {
  stores = await testStores();
  actorId = await aPerson(stores.db, 'MANAGER');
});
afterAll(() => stores.close());

const reason = 'the hall is closed';
const keyOf = (id: number, name = 'first') => `cancel-${name}-${String(id)}`;
const cancelDate = ({ performanceId }: PerformanceIds, name?: string) =>
  cancelPerformance(stores, actorId, {
    performanceId,
    reason,
    idempotencyKey: keyOf(performanceId, name),
  });
const cancelAll = ({ concertId }: PerformanceIds, name?: string) =>
  cancelConcert(stores, actorId, { concertId, reason, idempotencyKey: keyOf(concertId, name) });
const paying = (holder: Holder) => pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);
const detailsOf = ({ userId, reservationId }: Holder) =>
  reservationOf(stores.db, userId, reservationId);
const balanceOf = async ({ userId }: Holder) => (await balance(stores.db, userId)).balance;

const twoDates = () => twoPerformances(stores.db);

test('a cancelled date ends its holds, voids its tickets and refunds its payments; the other date stays on sale', async () => {
  const [show, other] = await twoDates();
  const { performanceId, concertId } = show;
  const held = await aHolder(stores, { show, seats: [1, 2] });
  const paid = await aHolder(stores, { show, money: 100_000, seats: [3, 4] });
  await paying(paid);
  const elsewhere = await aHolder(stores, { show: other, money: 50_000, seats: [1] });

  expect(await cancelDate(show)).toEqual({ refunds: 1 });
  expect(await detailsOf(held)).toMatchObject({
    status: 'RELEASED',
    releasedReason: reason,
    dateCancelledAt: expect.any(String) as string,
    payment: null,
  });
  const between = await detailsOf(paid);
  expect(between).toMatchObject({
    status: 'PAID',
    cancelledReason: reason,
    refundIfCancelled: null,
  });
  expect(between.tickets.map(({ token }) => token)).toEqual([null, null]);
  const [, payload = ''] = (await signedVoidTickets(stores.db, performanceId)).split('.');
  const { void: codes } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    void: unknown[];
  };
  expect(codes).toHaveLength(2);
  expect(await getConcert(stores.db, concertId)).toMatchObject({
    state: 'PUBLISHED',
    cancellation: { refunded: 0, total: 1 },
  });

  await refundCancelledDates(stores.db);
  expect(await detailsOf(paid)).toMatchObject({
    status: 'CANCELLED',
    refund: { amount: 100_000, fee: 0, seats: [3, 4] },
    cancelledReason: reason,
  });
  expect(await balanceOf(paid)).toBe(100_000);
  expect(await getConcert(stores.db, concertId)).toMatchObject({
    cancellation: { refunded: 1, total: 1 },
  });
  expect((await openDates(stores.db, concertId)).map((date) => date.performanceId)).toEqual([
    other.performanceId,
  ]);
  await paying(elsewhere);
  expect((await detailsOf(elsewhere)).tickets[0]?.token).toEqual(expect.any(String));
  expect(await stores.db.refund.count({ where: { byUserId: actorId } })).toBe(1);
  expect(await breaches()).toEqual([]);
});

test('nobody can hold, extend, pay, release or cancel at a cancelled date', async () => {
  const [show] = await twoDates();
  const { performanceId, concertId } = show;
  const held = await aHolder(stores, { show, money: 50_000, seats: [1] });
  const paid = await aHolder(stores, { show, money: 50_000, seats: [2] });
  await paying(paid);
  const next = await admitted(stores, show);
  await cancelDate(show);
  const { userId, turn, reservationId } = held;
  expect(await outcomeOf(paying(held))).toBe('NOT_HELD');
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('NOT_HELD');
  expect(await outcomeOf(release(stores.db, userId, concertId, reservationId))).toBe('NOT_HELD');
  for (const place of [turn, next]) {
    expect(await outcomeOf(hold(stores, place, { performanceId, seats: [9] }))).toBe('SALE_CLOSED');
    const wish = { performanceId, party: 1, together: true };
    expect(await outcomeOf(bestAvailable(stores, place, wish))).toBe('SALE_CLOSED');
  }
  expect(await outcomeOf(seats(stores.db, performanceId, userId))).toBe('SALE_CLOSED');
  expect(await outcomeOf(cancel(stores.db, { ...paid, idempotencyKey: 'cancel-it-1' }))).toBe(
    'NOT_HELD',
  );
});

test('a cancelled concert lets nobody in: joins are refused, waiting users and turns end, every status says so', async () => {
  const show = await aPerformance(stores.db, { capacity: 1 });
  const { concertId, performanceId } = show;
  const inside = await admitted(stores, show);
  const [first = '', late = ''] = await people(stores.db, 2);
  const { token, state } = await join(stores, first, concertId);
  expect(state).toBe('WAITING');
  const insideToken = signQueueToken(inside, Date.now(), Date.now() + 3_600_000);

  expect(await cancelAll(show)).toEqual({ refunds: 0 });
  expect(await outcomeOf(join(stores, late, concertId))).toBe('SALE_CLOSED');
  const waiting = { ...inside, userId: first, number: inside.number + 1 };
  for (const place of [inside, waiting])
    expect(await status(stores, place)).toMatchObject({
      state: 'EXPIRED',
      position: 0,
      cancelled: true,
    });
  for (const [of, person] of [
    [insideToken, inside.userId],
    [token, first],
  ] as const)
    expect(await outcomeOf(requireTurn(stores, of, person, concertId))).toBe('SALE_CLOSED');
  expect(await outcomeOf(hold(stores, inside, { performanceId, seats: [1] }))).toBe('SALE_CLOSED');
  await tick(stores);
  const isShown = async () => {
    const { cancelled, waiting, active } = await publicStats(stores, concertId);
    return cancelled && waiting === 0 && active === 0;
  };
  await eventually('PostgreSQL has the ends of the places', async () => {
    const ended = { concertId, endedNumber: { gte: inside.number } };
    return (await stores.db.buyer.count({ where: ended })) === 2;
  });
  await eventually('the public stats show the cancellation', isShown, 2_000);
  expect(await concert(stores.db, concertId)).toMatchObject({
    state: 'CANCELLED',
    saleState: 'CANCELLED',
    dates: [{ performanceId }],
  });
});

test('a concert that is cancelled before its queue opens refuses joins as closed', async () => {
  const show = await aPerformance(stores.db);
  await stores.db.concert.update({
    where: { id: show.concertId },
    data: { opensAt: new Date(Date.now() + 86_400_000) },
  });
  await cancelAll(show);
  expect(await outcomeOf(join(stores, await aPerson(stores.db), show.concertId))).toBe(
    'SALE_CLOSED',
  );
});

test('a repetition answers the same, with the same key, with another key and after the refunds', async () => {
  const [show, other] = await twoDates();
  await paying(await aHolder(stores, { show, money: 50_000 }));
  await paying(await aHolder(stores, { show: other, money: 50_000 }));
  expect(await cancelDate(show)).toEqual({ refunds: 1 });
  expect(await cancelDate(show)).toEqual({ refunds: 1 });
  expect(await cancelAll(show)).toEqual({ refunds: 1 });
  await refundCancelledDates(stores.db);
  expect(await cancelDate(show, 'second')).toEqual({ refunds: 1 });
  expect(await cancelAll(show)).toEqual({ refunds: 1 });
  expect(await cancelAll(show, 'second')).toEqual({ refunds: 1 });
  const { concertId, performanceId } = show;
  const changed = { performanceId, reason: 'another', idempotencyKey: keyOf(performanceId) };
  expect(await outcomeOf(cancelPerformance(stores, actorId, changed))).toBe('IDEMPOTENCY_MISMATCH');
  const entries = await stores.db.auditEntry.findMany({
    where: { concertId, action: { in: ['concert.cancel', 'performance.cancel'] } },
    orderBy: { id: 'asc' },
  });
  expect(entries).toMatchObject([
    { action: 'performance.cancel', actorId, reason, after: { state: 'PUBLISHED', refunds: 1 } },
    { action: 'concert.cancel', actorId, reason, after: { state: 'CANCELLED', refunds: 1 } },
  ]);
});

/** Moves a date into the past. */
const playDate = ({ performanceId }: PerformanceIds) => stores.db.$executeRaw`
  UPDATE performances SET starts_at = starts_at - interval '1 year',
    ends_at = ends_at - interval '1 year' WHERE id = ${performanceId}`;

test('a cancelled concert refunds its dates that are over, too, also once all of them are over', async () => {
  const [played, ahead] = await twoDates();
  const paid = await aHolder(stores, { show: played, money: 50_000 });
  await paying(paid);
  await playDate(played);
  const [first, last] = await twoDates();
  const late = [
    await aHolder(stores, { show: first, money: 50_000 }),
    await aHolder(stores, { show: last, money: 50_000 }),
  ];
  await Promise.all(late.map(paying));
  await Promise.all([first, last].map(playDate));
  expect(await getConcert(stores.db, first.concertId)).toMatchObject({ state: 'ENDED' });

  expect(await cancelAll(ahead)).toEqual({ refunds: 1 });
  expect(await cancelAll(first)).toEqual({ refunds: 2 });
  await refundCancelledDates(stores.db);
  for (const holder of [paid, ...late]) {
    expect(await balanceOf(holder)).toBe(50_000);
    expect(await detailsOf(holder)).toMatchObject({ status: 'CANCELLED', cancelledReason: reason });
  }
  expect(await getConcert(stores.db, first.concertId)).toMatchObject({
    state: 'CANCELLED',
    cancellation: { refunded: 2, total: 2 },
  });
  expect(await breaches()).toEqual([]);
});

test('the last date cancels its concert; a concert without a date can be cancelled, a draft cannot', async () => {
  const only = await aPerformance(stores.db);
  await cancelDate(only);
  expect(await getConcert(stores.db, only.concertId)).toMatchObject({ state: 'CANCELLED' });

  const empty = await aPerformance(stores.db);
  await stores.db.seat.deleteMany({ where: { performanceId: empty.performanceId } });
  await stores.db.performance.delete({ where: { id: empty.performanceId } });
  expect(await cancelAll(empty)).toEqual({ refunds: 0 });
  expect(await getConcert(stores.db, empty.concertId)).toMatchObject({ state: 'CANCELLED' });

  const draft = await aPerformance(stores.db, {}, { state: 'DRAFT' });
  expect(await outcomeOf(cancelAll(draft))).toBe('NOT_READY');
  expect(await outcomeOf(cancelDate(draft))).toBe('NOT_READY');
  expect(await breaches()).toEqual([]);
});

test('earlier refunds count: only the rest of a payment is refunded, and a voided ticket, too', async () => {
  const show = await aPerformance(stores.db);
  const paid = await aHolder(stores, { show, money: 150_000, seats: [1, 2, 3] });
  await paying(paid);
  const { userId, reservationId } = paid;
  await cancel(stores.db, { userId, reservationId, seats: [2], idempotencyKey: 'cancel-one' });
  const gone = await aHolder(stores, { show, money: 50_000, seats: [5] });
  await paying(gone);
  await cancel(stores.db, { ...gone, idempotencyKey: 'cancel-it-1' });
  expect(await cancelAll(show)).toEqual({ refunds: 1 });
  await refundCancelledDates(stores.db);
  await refundCancelledDates(stores.db);
  expect(await detailsOf(paid)).toMatchObject({
    status: 'CANCELLED',
    refunds: [
      { seats: [2], amount: 50_000 },
      { seats: [1, 3], amount: 100_000 },
    ],
  });
  expect(await balanceOf(paid)).toBe(150_000);
  expect(await balanceOf(gone)).toBe(50_000);
});

test('refunds by staff at once with those of the cancellation return the money once', async () => {
  const [show] = await twoDates();
  const paid = await Promise.all(
    Array.from({ length: 5 }, (_, at) =>
      aHolder(stores, { show, money: 100_000, seats: [2 * at + 1, 2 * at + 2] }),
    ),
  );
  const payments = await Promise.all(paid.map(paying));
  await cancelDate(show);
  const [outcomes] = await Promise.all([
    tally(
      payments.flatMap(({ paymentId, reservationId }, at) => {
        const by = { byUserId: actorId, paymentId, reason };
        const one = (paid[at]?.reservation.seats ?? []).slice(0, 1);
        const key = `refund-${String(reservationId)}-`;
        return [
          refund(stores.db, { ...by, idempotencyKey: `${key}all` }),
          refund(stores.db, { ...by, seats: one, idempotencyKey: `${key}one` }),
        ];
      }),
    ),
    refundCancelledDates(stores.db),
    refundCancelledDates(stores.db),
  ]);
  expect(Object.keys(outcomes).filter((code) => !/^(done|NOT_HELD)$/.test(code))).toEqual([]);
  await stores.db.cancellation.updateMany({ data: { claimedUntil: null } });
  await refundCancelledDates(stores.db);
  expect(await Promise.all(paid.map(balanceOf))).toEqual(paid.map(() => 100_000));
  expect(await breaches()).toEqual([]);
});

test('a date that is cancelled while its owners cancel single seats or accept gifts refunds each seat once', async () => {
  for (let round = 0; round < 4; round++) {
    const [show] = await twoDates();
    const paid = await aHolder(stores, { show, money: 150_000, seats: [1, 2, 3] });
    const { tickets } = await paying(paid);
    const friend = await stores.db.user.update({
      where: { id: await aPerson(stores.db) },
      data: { emailVerifiedAt: new Date() },
    });
    const { giftId } = await give(stores.db, paid.userId, {
      ticketId: tickets[2]?.ticketId ?? 0,
      email: friend.email,
      idempotencyKey: 'give-it-01',
    });
    const request = { ...paid, seats: [1], idempotencyKey: 'cancel-it-1' };
    const outcomes = await tally([
      cancelDate(show),
      cancel(stores.db, request),
      cancel(stores.db, request), // a double press
      accept(stores.db, friend.id, giftId),
    ]);
    expect(
      Object.keys(outcomes).filter((code) => !/^(done|NOT_HELD|TICKET_CLOSED)$/.test(code)),
    ).toEqual([]);
    await refundCancelledDates(stores.db);
    expect(await balanceOf(paid)).toBe(150_000);
  }
  expect(await breaches()).toEqual([]);
});

test('each owner of held or paid seats gets one notice', async () => {
  const show = await aPerformance(stores.db);
  const both = await aHolder(stores, { show, money: 50_000, seats: [1] });
  await paying(both);
  await expirePlace(stores, both.turn, 'PAID'); // the outbox relay makes this call in production
  const again = await aHolder(stores, { show, person: both.userId, seats: [2] });
  const held = await aHolder(stores, { show, seats: [3] });
  await cancelAll(show);
  await refundCancelledDates(stores.db);
  const notices = await stores.db.notice.findMany({
    where: { concertId: show.concertId },
    select: { userId: true, kind: true, data: true },
  });
  expect(notices).toHaveLength(2);
  const kind = 'CONCERT_CANCELLED';
  expect(notices).toEqual(
    expect.arrayContaining([
      {
        userId: both.userId,
        kind,
        data: { reason, paid: [both.reservationId], held: [again.reservationId] },
      },
      { userId: held.userId, kind, data: { reason, paid: [], held: [held.reservationId] } },
    ]),
  );
});

test.each([
  ['a concert', cancelAll],
  ['its last date', cancelDate],
])('the cancellation of %s gives each person in the queue one notice', async (_, cancelling) => {
  const show = await aPerformance(stores.db, { capacity: 2 });
  const { concertId } = show;
  const holder = await aHolder(stores, { show, seats: [1] });
  const inside = await admitted(stores, show);
  const [waiting = '', left = '', elsewhere = ''] = await people(stores.db, 3);
  for (const person of [waiting, left]) await join(stores, person, concertId);
  await leave(stores, left, concertId, 'LEFT');
  await join(stores, elsewhere, (await aPerformance(stores.db)).concertId);

  await cancelling(show);
  await tick(stores);
  await drainQueues(stores);
  const notices = await stores.db.notice.findMany({
    where: { OR: [{ concertId }, { userId: elsewhere }] },
    select: { userId: true, kind: true, change: true, data: true },
  });
  const notice = { kind: 'CONCERT_CANCELLED', change: String(concertId) };
  const byUser = (a: { userId: string }, b: { userId: string }) => (a.userId < b.userId ? -1 : 1);
  expect(notices.toSorted(byUser)).toEqual(
    [
      {
        ...notice,
        userId: holder.userId,
        data: { reason, paid: [], held: [holder.reservationId] },
      },
      { ...notice, userId: inside.userId, data: { reason, paid: [], held: [] } },
      { ...notice, userId: waiting, data: { reason, paid: [], held: [] } },
    ].toSorted(byUser),
  );
});

type Cancelling = (show: PerformanceIds, barrier: () => Promise<void>) => Promise<unknown>;
/** Ends the holds and counts the payments first, and marks the date after the others have acted. */
const endThenMark: Cancelling = async ({ performanceId }, barrier) => {
  const held = { performanceId, heldUntil: { not: null } };
  const reservations = await stores.db.seat.findMany({ where: held });
  const sold = { performanceId, reservationId: { not: null }, heldUntil: null };
  const payments = await stores.db.seat.count({ where: sold });
  await barrier();
  const ids = reservations.flatMap(({ reservationId }) => reservationId ?? []);
  await stores.db.seat.updateMany({
    where: { reservationId: { in: ids }, heldUntil: { not: null } },
    data: { reservationId: null, heldUntil: null },
  });
  await stores.db.performance.update({
    where: { id: performanceId },
    data: {
      cancelledAt: new Date(),
      cancellation: { create: { byUserId: actorId, reason, ofConcert: false, payments } },
    },
  });
};

/**
 * Cancels a date while ten holders pay and ten admitted users hold. Returns the numbers of payments
 * and of refunds, and the holds that are left.
 */
async function againstSale(cancelDate: Cancelling) {
  const [show] = await twoDates();
  const { performanceId } = show;
  const holders = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      aHolder(stores, { show, money: 50_000, seats: [at + 1] }),
    ),
  );
  const turns = await Promise.all(Array.from({ length: 10 }, () => admitted(stores, show)));
  const barrier = gate(21);
  const acting = [
    ...holders.map(paying),
    ...turns.map((turn, at) => hold(stores, turn, { performanceId, seats: [at + 21] })),
  ].map((attempt) => attempt.finally(() => void barrier()));
  const cancelled = cancelDate(show, barrier);
  const outcomes = await tally(acting);
  await cancelled;
  await refundCancelledDates(stores.db);
  const balances = await Promise.all(holders.map(balanceOf));
  const where = { performanceId, reservationId: { not: null } };
  return { outcomes, balances, left: await stores.db.seat.count({ where }) };
}

test('of a cancellation against payments and holds, each is refused or undone, and every won returns', async () => {
  for (const cancelling of [cancelDate, cancelAll]) {
    const { outcomes, balances, left } = await againstSale((show) => cancelling(show));
    expect(
      Object.keys(outcomes).filter((code) => !/^(done|NOT_HELD|SALE_CLOSED)$/.test(code)),
    ).toEqual([]);
    expect(balances).toEqual(balances.map(() => 50_000));
    expect(left).toBe(0);
  }
  expect(await breaches()).toEqual([]);
});

test('a cancellation that waits for a payment or hold runs again and includes it', async () => {
  const [show] = await twoDates();
  const { performanceId } = show;
  const holder = await aHolder(stores, { show, money: 50_000, seats: [1] });
  const turn = await admitted(stores, show);
  const [refunds] = await Promise.all([
    cancelDate(show),
    paying(holder).catch(() => undefined),
    hold(stores, turn, { performanceId, seats: [2] }).catch(() => undefined),
  ]);
  const paid = await stores.db.payment.count({ where: { reservationId: holder.reservationId } });
  expect(refunds).toEqual({ refunds: paid });
  const held = { performanceId, heldUntil: { not: null } };
  expect(await stores.db.seat.count({ where: held })).toBe(0);
});

test('negative control: a cancellation that marks the date last leaves holds on it', async () => {
  const { left } = await againstSale(endThenMark);
  expect(left).toBeGreaterThan(0);
  const wrong = (await breaches()).map(({ check }) => check);
  expect(wrong).toContain('cancellations');
});

/** Cancels a concert while users join. Returns how many of ten later joins succeed. */
async function joinsAfter(cancelled: (show: PerformanceIds) => Promise<unknown>): Promise<number> {
  const show = await aPerformance(stores.db, { capacity: 5 });
  await admitted(stores, show);
  const [early, late] = [await people(stores.db, 20), await people(stores.db, 10)];
  const joining = early.map((person) => join(stores, person, show.concertId));
  await Promise.all([cancelled(show), tally(joining)]);
  await tick(stores);
  const { done = 0 } = await tally(late.map((person) => join(stores, person, show.concertId)));
  return done;
}

test('of a cancellation against joins, nobody is inside afterwards', async () => {
  expect(await joinsAfter((show) => cancelAll(show))).toBe(0);
});

test('negative control: a cancellation that closes no sale admits users', async () => {
  const markDates = ({ concertId }: PerformanceIds) =>
    stores.db.performance.updateMany({ where: { concertId }, data: { cancelledAt: new Date() } });
  await stores.db.$executeRaw`ALTER TABLE performances DISABLE TRIGGER performances_policy_version`;
  expect(await joinsAfter(markDates)).toBeGreaterThan(0);
});
