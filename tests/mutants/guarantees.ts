import { expect } from 'vitest';
import { cancel, pay, refund, relayOutbox } from '#server/payment/payment.ts';
import { status, type Place } from '#server/queue/queue.ts';
import { holdIn } from '#server/seating/hold.ts';
import { persistEnd, extend, hold, release, seats, sweep } from '#server/seating/seating.ts';
import type { Db } from '#server/database/db.ts';
import type { Tx } from '#server/database/transaction.ts';
import { balance, charge } from '#server/wallet/wallet.ts';
import { aPerformance, aPerson, expireHold, type PerformanceIds } from '../support/factories.ts';
import {
  admitted,
  admittedUsers,
  aHolder,
  endHoldIn,
  hasExpired,
  type Holder,
  outcomeOf,
  tally,
  until,
} from '../support/people.ts';
import { anotherClient, type TestStores } from '../support/stores.ts';

// A scene tests one guarantee of a sale, and fails if a bug breaks the guarantee. `stores` prepares
// the scene. `tried` runs the tested calls with a possible bug. Locks order concurrent steps, so
// that no scene depends on timing. Each call uses a separate client, because concurrent calls on
// one client form a group. Scenes about groups use one client for all calls.
export type Scene = (stores: TestStores, tried: TestStores) => Promise<void>;

const lapsesInMs = 2_000; // leaves a call enough time to reach the lock

const holdAt = (
  tried: TestStores,
  { performanceId }: PerformanceIds,
  turn: Place,
  ...numbers: number[]
) => hold({ ...tried, db: anotherClient(tried.db) }, turn, { performanceId, seats: numbers });
type Payer = Pick<Holder, 'userId' | 'reservationId' | 'turn'>;
const paying = (
  { db }: TestStores,
  { userId, reservationId, turn }: Payer,
  idempotencyKey = 'the-payment',
) => pay(anotherClient(db), { userId, reservationId, turn, idempotencyKey });
const charging = ({ db }: TestStores, userId: string, idempotencyKey: string, amount = 1_000) =>
  charge(anotherClient(db), userId, { amount, idempotencyKey });
/** Pays on the shared client of `tried`, so that concurrent payments form one group. */
const payingTogether = ({ db }: TestStores, { userId, reservationId, turn }: Payer) =>
  pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
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
/** Adds a performance with two seats to the concert. */
async function anotherPerformance(
  { db }: TestStores,
  { concertId }: PerformanceIds,
  day: string,
): Promise<PerformanceIds> {
  const startsAt = new Date(day);
  const endsAt = new Date(startsAt.getTime() + 7_200_000);
  const { id: performanceId } = await db.performance.create({
    data: { concertId, startsAt, endsAt },
    select: { id: true },
  });
  const seat = { performanceId, grade: 'R', priceKrw: 50_000n };
  await db.seat.createMany({ data: [1, 2].map((number) => ({ ...seat, number })) });
  return { concertId, performanceId };
}
const nextTurn = (turn: Place): Place => ({ ...turn, number: turn.number + 1 });

const lockSeat =
  ({ show: { performanceId } }: Pick<Holder, 'show'>) =>
  (tx: Tx) =>
    tx.$queryRaw`SELECT number FROM seats WHERE performance_id = ${performanceId} AND number = 1 FOR UPDATE`;
const lockBuyer =
  ({ userId }: Holder) =>
  (tx: Tx) =>
    tx.$queryRaw`SELECT revision FROM buyers WHERE user_id = ${userId}::uuid FOR UPDATE`;
const lockWallet = (userId: string) => (tx: Tx) =>
  tx.$queryRaw`SELECT id FROM accounts WHERE user_id = ${userId}::uuid FOR UPDATE`;

/**
 * Starts attempts while a transaction holds a lock. Ends the transaction after all attempts wait
 * for a lock and `meanwhile` has finished. Returns the number of attempts per outcome.
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
 * Makes an attempt wait for a lock until the hold has expired and `meanwhile` has finished. Returns
 * the number of attempts per outcome.
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

/** Returns a client that runs `meanwhile` once, just before its first transaction. */
function beforeFirstTransaction(db: Db, meanwhile: () => Promise<unknown>): Db {
  let passed: Promise<unknown> | undefined;
  const later: Db['$transaction'] = async (...args: unknown[]) => {
    await (passed ??= meanwhile());
    return (db.$transaction as (...args: unknown[]) => Promise<never>)(...args);
  };
  return new Proxy(db, {
    get: (client, name) => (name === '$transaction' ? later : Reflect.get(client, name)) as unknown,
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
    const newcomer = await admitted(stores, show);
    for (const place of [newcomer, turn])
      expect(await outcomeOf(holdAt(tried, show, place, 2))).toBe('SEAT_BLOCKED');
  },
  'a hold that waits past the closing of the sale is refused': async (stores, tried) => {
    const show = await aPerformance(stores.db);
    const place = await admitted(stores, show);
    await stores.db.$executeRaw`
      UPDATE concerts SET closes_at = clock_timestamp() + interval '1 s' WHERE id = ${show.concertId}`;
    const isClosed = async () => {
      const [row] = await stores.db.$queryRaw<{ yes: boolean }[]>`
        SELECT closes_at <= clock_timestamp() AS yes FROM concerts WHERE id = ${show.concertId}`;
      return row?.yes === true;
    };
    const attempts = [() => holdAt(tried, show, place, 1)];
    expect(await behindLock(stores, lockSeat({ show }), attempts, () => until(isClosed))).toEqual({
      SALE_CLOSED: 1,
    });
  },
  'an ended sale extends no hold': async (stores, tried) => {
    const holder = await aHolder(stores);
    await stores.db.$executeRaw`
      UPDATE concerts SET state = 'ENDED', ended_at = now() WHERE id = ${holder.show.concertId}`;
    expect(await outcomeOf(extending(tried, holder))).toBe('SALE_CLOSED');
  },
  'a hold of a cancelled concert cannot be paid': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await stores.db.$executeRaw`
      UPDATE concerts SET state = 'CANCELLED', ended_at = now() WHERE id = ${holder.show.concertId}`;
    expect(await outcomeOf(paying(tried, holder))).toBe('NOT_HELD');
  },
  'a hold of a cancelled date cannot be paid': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await stores.db.$executeRaw`
      UPDATE performances SET cancelled_at = now() WHERE id = ${holder.show.performanceId}`;
    expect(await outcomeOf(paying(tried, holder))).toBe('NOT_HELD');
    await stores.db.$executeRaw`
      UPDATE performances SET cancelled_at = NULL WHERE id = ${holder.show.performanceId}`;
  },
  'a companion seat is neither held nor kept without its wheelchair seat': async (
    stores,
    tried,
  ) => {
    const show = await aPerformance(stores.db);
    const { concertId, performanceId } = show;
    const at = (number: number) => ({ performanceId_number: { performanceId, number } });
    await stores.db.seat.update({ where: at(1), data: { kind: 'WHEELCHAIR' } });
    await stores.db.seat.update({ where: at(2), data: { kind: 'COMPANION', companionOf: 1 } });
    const newcomer = await admitted(stores, show);
    expect(await outcomeOf(holdAt(tried, show, newcomer, 2))).toBe('COMPANION');
    const { userId, reservationId } = await aHolder(stores, { show, seats: [1, 2] });
    const releasing = release(tried.db, userId, concertId, reservationId, [1]);
    expect(await outcomeOf(releasing)).toBe('COMPANION');
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
    const replacing = await aHolder(stores, { seats: [5] });
    const starting = await aHolder(stores, { seats: [6], show: replacing.show });
    const { userId, show, reservationId } = starting;
    await release(stores.db, userId, show.concertId, reservationId);
    const shows = [
      await anotherPerformance(stores, show, '2099-01-01'),
      await anotherPerformance(stores, show, '2099-02-01'),
    ];
    for (const [holder, seat] of [[starting, 1] as const, [replacing, 2] as const]) {
      const both = shows.map((other) => () => holdAt(tried, other, holder.turn, seat));
      expect(await behindLock(stores, lockBuyer(holder), both)).toEqual({ done: 2 });
      expect(
        await stores.db.reservation.count({ where: { userId: holder.userId, status: 'HELD' } }),
      ).toBe(1);
    }
  },
  'a hold whose place ends between its precheck and its write is refused': async (
    stores,
    tried,
  ) => {
    const show = await aPerformance(stores.db);
    const turn = await admitted(stores, show);
    const end = () => persistEnd(stores.db, { ...turn, observedEpoch: turn.epoch });
    const db = beforeFirstTransaction(tried.db, end);
    expect(await outcomeOf(holdAt({ ...tried, db }, show, turn, 1))).toBe('QUEUE_TOKEN_EXPIRED');
  },
  'a hold that loses one of its seats after its precheck takes none': async (stores, tried) => {
    const show = await aPerformance(stores.db);
    const turn = await admitted(stores, show);
    const db = beforeFirstTransaction(tried.db, () => aHolder(stores, { show, seats: [2] }));
    expect(await outcomeOf(holdAt({ ...tried, db }, show, turn, 1, 2))).toBe('SEAT_TAKEN');
    expect(await seatAt(stores, show, turn.userId, 1)).toBe('available');
  },
  'of two users who hold one free seat at once, one gets it': async (stores, tried) => {
    const holder = await aHolder(stores);
    const { show } = holder;
    await release(stores.db, holder.userId, show.concertId, holder.reservationId);
    const turns = [await admitted(stores, show), await admitted(stores, show)];
    const both = turns.map((turn) => () => holdAt(tried, show, turn, 1));
    expect(await behindLock(stores, lockSeat(holder), both)).toEqual({ done: 1, SEAT_TAKEN: 1 });
  },
  'each command of a group gets its own answer': async (stores, tried) => {
    const show = await aPerformance(stores.db);
    const { performanceId } = show;
    const turns = await admittedUsers(stores, show, 2);
    const each = <T>(run: (turn: Place, seat: number) => Promise<T>) =>
      Promise.all(turns.map((turn, at) => run(turn, at + 1)));
    const charged = await each(({ userId }, seat) =>
      charge(tried.db, userId, { amount: 50_000 * seat, idempotencyKey: 'the-charge' }),
    );
    expect(charged.map((reply) => reply.balance)).toEqual([50_000, 100_000]);
    const held = await each((turn, seat) => hold(tried, turn, { performanceId, seats: [seat] }));
    expect(held.map((reply) => reply.seats)).toEqual([[1], [2]]);
    const paid = await each((turn, seat) =>
      payingTogether(tried, {
        userId: turn.userId,
        turn,
        reservationId: held[seat - 1]?.reservationId ?? 0,
      }),
    );
    expect(paid.map((reply) => reply.balance)).toEqual([0, 50_000]);
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
  'a refused payment of a group changes nothing': async (stores, tried) => {
    const rich = await aHolder(stores, { money: 50_000 });
    const poor = await aHolder(stores, { money: 20_000, seats: [2], show: rich.show });
    expect(await tally([rich, poor].map((holder) => payingTogether(tried, holder)))).toEqual({
      done: 1,
      INSUFFICIENT_BALANCE: 1,
    });
    expect(await seatAt(stores, rich.show, rich.userId, 1)).toBe('sold');
    expect(await seatAt(stores, rich.show, poor.userId, 2)).toBe('mine');
  },
  'a payment with an ended place is refused': async (stores, tried) => {
    const { show, turn, userId } = await aHolder(stores, { money: 50_000 });
    await persistEnd(stores.db, { ...turn, observedEpoch: turn.epoch });
    const { reservationId } = await holdAt(stores, show, nextTurn(turn), 1);
    expect(await outcomeOf(paying(tried, { userId, reservationId, turn }))).toBe(
      'QUEUE_TOKEN_EXPIRED',
    );
  },
  'a key that paid for one reservation pays for no other': async (stores, tried) => {
    const one = await aHolder(stores, { money: 200_000 });
    const other = await aHolder(stores, { person: one.userId });
    await paying(tried, one);
    expect(await outcomeOf(paying(tried, other))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await balanceOf(stores, one.userId)).toBe(150_000);
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
    expect((await status(stores, holder.turn)).state).toBe('EXPIRED');
  },
  'a repeated charge charges once, whether repeated later or concurrently': async (
    stores,
    tried,
  ) => {
    const userId = await aPerson(stores.db);
    const again = () => charging(tried, userId, 'the-same-key');
    expect(await behindLock(stores, lockWallet(userId), [again, again, again])).toEqual({
      done: 3,
    });
    expect(await again()).toEqual({ balance: 1_000 });
    expect(await balanceOf(stores, userId)).toBe(1_000);
  },
  'concurrent charges lose no won, and the history adds up': async (stores, tried) => {
    const userId = await aPerson(stores.db);
    const keys = ['one-of-4-1', 'one-of-4-2', 'one-of-4-3', 'one-of-4-4'];
    const all = keys.map((key) => () => charging(tried, userId, key));
    expect(await behindLock(stores, lockWallet(userId), all)).toEqual({ done: 4 });
    expect(await balanceOf(stores, userId)).toBe(4_000);
  },
  'a wallet holds at most 100,000,000 won': async (stores, tried) => {
    const userId = await aPerson(stores.db);
    await charging(stores, userId, 'all-of-it', 100_000_000);
    expect(await outcomeOf(charging(tried, userId, 'one-more-won', 1))).toBe('WALLET_LIMIT');
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
