import { expect } from 'vitest';
import { cancel, pay, refund, relayOutbox } from '#server/payment/payment.ts';
import { status, type Place } from '#server/queue/queue.ts';
import { holdIn } from '#server/seating/hold.ts';
import { persistEnd, extend, hold, release, seats, sweep } from '#server/seating/seating.ts';
import type { Tx } from '#server/database/transaction.ts';
import { balance, charge } from '#server/wallet/wallet.ts';
import { aPerson, expireHold, type PerformanceIds } from '../support/factories.ts';
import {
  admitted,
  aHolder,
  endHoldIn,
  hasExpired,
  type Holder,
  outcomeOf,
  tally,
  until,
} from '../support/people.ts';
import type { TestStores } from '../support/stores.ts';

// Each guarantee of a sale is a scene that fails if a bug breaks the guarantee. `stores` prepares
// the scene; `tried` runs the tested calls and may contain a bug. Locks order concurrent steps, so
// that no scene depends on luck.
export type Scene = (stores: TestStores, tried: TestStores) => Promise<void>;

const lapsesInMs = 2_000; // leaves a call enough time to reach the lock

const holdAt = (
  tried: TestStores,
  { performanceId }: PerformanceIds,
  turn: Place,
  ...numbers: number[]
) => hold(tried, turn, { performanceId, seats: numbers });
const paying = (
  { db }: TestStores,
  { userId, reservationId, turn }: Holder,
  idempotencyKey = 'the-payment',
) => pay(db, { userId, reservationId, turn, idempotencyKey });
const cancelling = (
  { db }: TestStores,
  { userId, reservationId }: Holder,
  idempotencyKey = 'cancel-it-1',
) => cancel(db, { userId, reservationId, idempotencyKey });
const extending = (tried: TestStores, { turn, reservationId }: Holder) =>
  extend(tried, turn, reservationId);
const balanceOf = async ({ db }: TestStores, userId: string) => (await balance(db, userId)).balance;
const seatAt = async (
  { db }: TestStores,
  { performanceId }: PerformanceIds,
  userId: string,
  number: number,
) => (await seats(db, performanceId, userId))[number - 1]?.state;
const nextTurn = (turn: Place): Place => ({ ...turn, number: turn.number + 1 });

const lockSeat =
  ({ show: { performanceId } }: Holder) =>
  (tx: Tx) =>
    tx.$queryRaw`SELECT number FROM seats WHERE performance_id = ${performanceId} AND number = 1 FOR UPDATE`;
const lockBuyer =
  ({ userId }: Holder) =>
  (tx: Tx) =>
    tx.$queryRaw`SELECT revision FROM buyers WHERE user_id = ${userId}::uuid FOR UPDATE`;
const lockWallet = (userId: string) => (tx: Tx) =>
  tx.$queryRaw`SELECT id FROM accounts WHERE user_id = ${userId}::uuid FOR UPDATE`;

/**
 * Starts attempts while a transaction holds a lock. The transaction ends when all attempts wait for
 * a lock and `meanwhile` has finished. Returns the number of attempts by outcome.
 */
async function behindLock(
  { db }: TestStores,
  lock: (tx: Tx) => Promise<unknown>,
  attempts: (() => Promise<unknown>)[],
  meanwhile: (tx: Tx) => Promise<unknown> = () => Promise.resolve(),
): Promise<Record<string, number>> {
  let outcomes: Promise<Record<string, number>> | undefined;
  const holdLock = async (tx: Tx) => {
    await lock(tx);
    outcomes = tally(attempts.map((attempt) => attempt()));
    outcomes.catch(() => undefined); // prevents an unhandled rejection before the await below
    await until(async () => {
      const [row] = await db.$queryRaw<{ waiting: number }[]>`
        SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return row?.waiting === attempts.length;
    });
    await meanwhile(tx);
  };
  await db.$transaction(holdLock, { timeout: 10_000, maxWait: 10_000 });
  return (await outcomes) ?? {};
}

/**
 * Tries a call that waits for a lock until the hold has expired and `meanwhile` has finished.
 * Returns the number of attempts by outcome.
 */
async function pastExpiry(
  stores: TestStores,
  holder: Holder,
  lockFor: (holder: Holder) => (tx: Tx) => Promise<unknown>,
  attempt: () => Promise<unknown>,
  meanwhile: (tx: Tx) => Promise<unknown> = () => Promise.resolve(),
): Promise<Record<string, number>> {
  await endHoldIn(stores, holder.reservationId, lapsesInMs);
  return behindLock(stores, lockFor(holder), [attempt], async (tx) => {
    await until(() => hasExpired(stores, holder.reservationId));
    await meanwhile(tx);
  });
}

export const guarantees = {
  'a held or sold seat cannot be held by another user': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    const rival = await admitted(stores, holder.show);
    expect(await outcomeOf(holdAt(tried, holder.show, rival, 1))).toBe('SEAT_TAKEN');
    await paying(stores, holder);
    expect(await outcomeOf(holdAt(tried, holder.show, rival, 1))).toBe('SEAT_TAKEN');
  },
  'the seats of an expired hold are free at once': async (stores, tried) => {
    const { show, reservationId } = await aHolder(stores);
    await expireHold(stores.db, reservationId);
    expect(await outcomeOf(holdAt(tried, show, await admitted(stores, show), 1))).toBe('done');
  },
  'a blocked seat is refused as blocked': async (stores, tried) => {
    const { show, turn } = await aHolder(stores);
    const where = { performanceId_number: { performanceId: show.performanceId, number: 2 } };
    await stores.db.seat.update({ where, data: { blockedReason: 'a pillar' } });
    expect(await outcomeOf(holdAt(tried, show, turn, 2))).toBe('SEAT_BLOCKED');
  },
  'a user has at most four seats under any number of concurrent requests': async (
    stores,
    tried,
  ) => {
    const { show, turn, reservationId } = await aHolder(stores);
    const lock = (tx: Tx) =>
      tx.$queryRaw`SELECT id FROM reservations WHERE id = ${reservationId} FOR UPDATE`;
    const asking = [2, 3, 4, 5, 6].map((seat) => () => holdAt(tried, show, turn, seat));
    expect(await behindLock(stores, lock, asking)).toEqual({ done: 3, SEAT_LIMIT: 2 });
    const mine = (await seats(stores.db, show.performanceId, turn.userId)).filter(
      ({ state }) => state === 'mine',
    );
    expect(mine).toHaveLength(4);
  },
  'of a user’s concurrent holds at two performances, one survives': async (stores, tried) => {
    const holder = await aHolder(stores, { seats: [5] });
    const { id } = await stores.db.performance.create({
      data: {
        concertId: holder.show.concertId,
        startsAt: new Date('2099-01-01'),
        endsAt: new Date('2099-01-02'),
      },
      select: { id: true },
    });
    const seat = { number: 1, grade: 'R', priceKrw: 50_000n } as const;
    await stores.db.seat.create({ data: { performanceId: id, ...seat } });
    await release(stores.db, holder.userId, holder.show.concertId, holder.reservationId);
    const shows = [holder.show, { ...holder.show, performanceId: id }];
    const both = shows.map((show) => () => holdAt(tried, show, holder.turn, 1));
    expect(await behindLock(stores, lockBuyer(holder), both)).toEqual({ done: 2 });
    expect(
      await stores.db.reservation.count({ where: { userId: holder.userId, status: 'HELD' } }),
    ).toBe(1);
  },
  'paid seats count towards the limit of four, refunded seats do not': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 100_000, seats: [1, 2] });
    await paying(tried, holder);
    const turn = nextTurn(holder.turn);
    expect(await outcomeOf(holdAt(tried, holder.show, turn, 3, 4, 5))).toBe('SEAT_LIMIT');
    await cancelling(tried, holder);
    expect(await outcomeOf(holdAt(tried, holder.show, turn, 3, 4, 5))).toBe('done');
  },
  'a payment that reaches its seats after the hold has expired costs nothing': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores, { money: 50_000 });
    const paid = await pastExpiry(stores, holder, lockSeat, () => paying(tried, holder));
    expect(paid).toEqual({ HOLD_EXPIRED: 1 });
    expect(await balanceOf(stores, holder.userId)).toBe(50_000);
  },
  'a payment that waited for the buyer lock is checked against the time after the wait': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores, { money: 50_000 });
    const paid = await pastExpiry(stores, holder, lockBuyer, () => paying(tried, holder));
    expect(paid).toEqual({ HOLD_EXPIRED: 1 });
  },
  'two concurrent payments with different keys pay once, and the other is refused as already paid':
    async (stores, tried) => {
      const holder = await aHolder(stores, { money: 200_000 });
      const both = ['key-one-1', 'key-two-2'].map((key) => () => paying(tried, holder, key));
      expect(await behindLock(stores, lockSeat(holder), both)).toEqual({
        done: 1,
        ALREADY_PAID: 1,
      });
      expect(await balanceOf(stores, holder.userId)).toBe(150_000);
    },
  'of two concurrent payments from a wallet with money for one, one succeeds': async (
    stores,
    tried,
  ) => {
    const one = await aHolder(stores, { money: 60_000 });
    const other = await aHolder(stores, { person: one.userId });
    const both = [
      () => paying(tried, one, 'pay-for-one'),
      () => paying(tried, other, 'pay-the-other'),
    ];
    expect(await behindLock(stores, lockWallet(one.userId), both)).toEqual({
      done: 1,
      INSUFFICIENT_BALANCE: 1,
    });
    expect(await balanceOf(stores, one.userId)).toBe(10_000);
  },
  'a payment without enough money is refused and changes nothing': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 20_000 });
    expect(await outcomeOf(paying(tried, holder))).toBe('INSUFFICIENT_BALANCE');
    expect(await seatAt(stores, holder.show, holder.userId, 1)).toBe('mine');
  },
  'a payment has one answer, and revokes its place': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 200_000 });
    const paid = await paying(tried, holder);
    expect(paid.tickets).toHaveLength(1);
    expect(await paying(tried, holder)).toEqual(paid);
    expect(await outcomeOf(paying(tried, holder, 'another-key'))).toBe('ALREADY_PAID');
    expect(await outcomeOf(holdAt(tried, holder.show, holder.turn, 2))).toBe('QUEUE_TOKEN_EXPIRED');
  },
  'a paid place leaves the queue': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await paying(tried, holder);
    await relayOutbox(stores);
    expect(await status(stores, holder.turn)).toMatchObject({ state: 'EXPIRED' });
  },
  'a repeated charge charges once, whether repeated later or concurrently': async (
    stores,
    tried,
  ) => {
    const userId = await aPerson(stores.db);
    const charging = () =>
      charge(tried.db, userId, { amount: 1_000, idempotencyKey: 'the-same-key' });
    expect(await behindLock(stores, lockWallet(userId), [charging, charging, charging])).toEqual({
      done: 3,
    });
    expect(await charging()).toEqual({ balance: 1_000 });
  },
  'concurrent charges lose no won, and the history adds up': async (stores, tried) => {
    const userId = await aPerson(stores.db);
    const all = ['one-of-4-1', 'one-of-4-2', 'one-of-4-3', 'one-of-4-4'];
    const charging = all.map(
      (idempotencyKey) => () => charge(tried.db, userId, { amount: 1_000, idempotencyKey }),
    );
    expect(await behindLock(stores, lockWallet(userId), charging)).toEqual({ done: 4 });
    expect(await balanceOf(stores, userId)).toBe(4_000);
  },
  'a wallet holds at most 100,000,000 won': async (stores, tried) => {
    const userId = await aPerson(stores.db);
    await charge(stores.db, userId, { amount: 100_000_000, idempotencyKey: 'all-of-it' });
    expect(
      await outcomeOf(charge(tried.db, userId, { amount: 1, idempotencyKey: 'one-more-won' })),
    ).toBe('WALLET_LIMIT');
  },
  'a cancellation frees the seats and voids the tickets, so that another user can buy them': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await paying(stores, holder);
    expect(await cancelling(tried, holder)).toMatchObject({ amount: 50_000, balance: 50_000 });
    await paying(stores, await aHolder(stores, { money: 50_000, show: holder.show }));
  },
  'a concurrent cancellation and refund return the money once': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    const { paymentId } = await paying(stores, holder);
    const request = {
      byUserId: await aPerson(stores.db),
      paymentId,
      reason: 'at once',
      idempotencyKey: 'refund-it-1',
    };
    const ways = [() => cancelling(tried, holder), () => refund(tried.db, request)];
    expect(await behindLock(stores, lockWallet(holder.userId), ways)).toEqual({
      done: 1,
      NOT_HELD: 1,
    });
    expect(await balanceOf(stores, holder.userId)).toBe(50_000);
  },
  'a refund by an administrator is recorded in the audit log': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    const { paymentId } = await paying(stores, holder);
    const byUserId = await aPerson(stores.db);
    await refund(tried.db, {
      byUserId,
      paymentId,
      reason: 'a reason',
      idempotencyKey: 'refund-it-1',
    });
    expect(await stores.db.auditEntry.count({ where: { actorId: byUserId } })).toBe(1);
  },
  'sweepers close expired holds, but no live hold and no seat that was taken over': async (
    stores,
    tried,
  ) => {
    const lapsed = await aHolder(stores, { seats: [1, 2] });
    await expireHold(stores.db, lapsed.reservationId);
    const next = await aHolder(stores, { show: lapsed.show });
    expect(await sweep(tried.db)).toBeGreaterThan(0);
    expect(await seatAt(stores, lapsed.show, next.userId, 1)).toBe('mine');
    expect(await stores.db.seat.count({ where: { reservationId: lapsed.reservationId } })).toBe(0);
    const { status } = await stores.db.reservation.findUniqueOrThrow({
      where: { id: lapsed.reservationId },
      select: { status: true },
    });
    expect(status).toBe('EXPIRED');
  },
  'an expired hold cannot be extended, but a new one can be started': async (stores, tried) => {
    const { show, turn, reservationId } = await aHolder(stores);
    await expireHold(stores.db, reservationId);
    expect(await outcomeOf(extend(tried, turn, reservationId))).toBe('HOLD_EXPIRED');
    expect((await holdAt(tried, show, turn, 2)).reservationId).not.toBe(reservationId);
  },
  'an extension that reaches its seats after the hold has expired is refused': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores);
    const extended = await pastExpiry(stores, holder, lockSeat, () => extending(tried, holder));
    expect(extended).toEqual({ HOLD_EXPIRED: 1 });
  },
  'an extension that finds its seats held by another user leaves them there': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores);
    const rival = await admitted(stores, holder.show);
    const extended = await pastExpiry(
      stores,
      holder,
      lockSeat,
      () => extending(tried, holder),
      (tx) => holdIn(tx, { place: rival, performanceId: holder.show.performanceId, seats: [1] }),
    );
    expect(extended).toEqual({ HOLD_EXPIRED: 1 });
    expect(await seatAt(stores, holder.show, rival.userId, 1)).toBe('mine');
  },
  'the end of a place releases its hold, and the place cannot hold again': async (
    stores,
    tried,
  ) => {
    const { show, turn } = await aHolder(stores);
    await persistEnd(tried.db, { ...turn, observedEpoch: turn.epoch });
    expect(await seatAt(stores, show, turn.userId, 1)).toBe('available');
    expect(await outcomeOf(holdAt(stores, show, turn, 2))).toBe('QUEUE_TOKEN_EXPIRED');
  },
  'a released seat is free, and the rest of the hold stays': async (stores, tried) => {
    const { show, userId, reservationId } = await aHolder(stores, { seats: [1, 2] });
    await release(tried.db, userId, show.concertId, reservationId, [1]);
    expect(await seatAt(stores, show, userId, 1)).toBe('available');
    expect(await seatAt(stores, show, userId, 2)).toBe('mine');
  },
} satisfies Record<string, Scene>;
export type Guarantee = keyof typeof guarantees;
