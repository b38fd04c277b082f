import { expect } from 'vitest';
import { cancel, pay, refund, relayOutbox } from '#server/payment/payment.ts';
import { status, type Place } from '#server/queue/queue.ts';
import { holdIn } from '#server/seating/hold.ts';
import { endPlace, extend, hold, release, seats, sweep } from '#server/seating/seating.ts';
import type { Tx } from '#server/database/transaction.ts';
import { balance, charge } from '#server/wallet/wallet.ts';
import { aPerson, lapse, type Show } from '../support/factories.ts';
import {
  admitted,
  aHolder,
  endHoldIn,
  hasLapsed,
  type Holder,
  outcomeOf,
  tally,
  until,
} from '../support/people.ts';
import type { TestStores } from '../support/stores.ts';

// What a sale promises, each as a scene that fails where it is broken. `stores` set the scene; `tried` carry out what is tried, and
// may have a bug. Where the moment matters, locks decide who comes when, not luck.
export type Scene = (stores: TestStores, tried: TestStores) => Promise<void>;

const lapsesInMs = 2_000; // enough to reach the lock that bars the way

const holdAt = (tried: TestStores, { performanceId }: Show, turn: Place, ...numbers: number[]) =>
  hold(tried, turn, { performanceId, seats: numbers });
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
const balanceOf = async ({ db }: TestStores, userId: string) => (await balance(db, userId)).balance;
const seatAt = async (
  { db }: TestStores,
  { performanceId }: Show,
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

/** Attempts that meet a lock until all of them wait for one, and `meanwhile` has happened: what became of each. */
async function barred(
  { db }: TestStores,
  lock: (tx: Tx) => Promise<unknown>,
  attempts: (() => Promise<unknown>)[],
  meanwhile: (tx: Tx) => Promise<unknown> = () => Promise.resolve(),
): Promise<Record<string, number>> {
  let told: Promise<Record<string, number>> | undefined;
  const bar = async (tx: Tx) => {
    await lock(tx);
    told = tally(attempts.map((attempt) => attempt()));
    told.catch(() => undefined); // it is looked at below, when the bar is gone
    await until(async () => {
      const [row] = await db.$queryRaw<{ waiting: number }[]>`
        SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return row?.waiting === attempts.length;
    });
    await meanwhile(tx);
  };
  await db.$transaction(bar, { timeout: 10_000, maxWait: 10_000 });
  return (await told) ?? {};
}

export const guarantees = {
  'a seat that somebody holds or has bought is nobody else’s': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    const rival = await admitted(stores, holder.show);
    expect(await outcomeOf(holdAt(tried, holder.show, rival, 1))).toBe('SEAT_TAKEN');
    await paying(stores, holder);
    expect(await outcomeOf(holdAt(tried, holder.show, rival, 1))).toBe('SEAT_TAKEN');
  },
  'a lapsed hold is free for others at once': async (stores, tried) => {
    const { show, reservationId } = await aHolder(stores);
    await lapse(stores.db, reservationId);
    expect(await outcomeOf(holdAt(tried, show, await admitted(stores, show), 1))).toBe('done');
  },
  'a blocked seat is refused as what it is': async (stores, tried) => {
    const { show, turn } = await aHolder(stores);
    const where = { performanceId_number: { performanceId: show.performanceId, number: 2 } };
    await stores.db.seat.update({ where, data: { blockedReason: 'a pillar' } });
    expect(await outcomeOf(holdAt(tried, show, turn, 2))).toBe('SEAT_BLOCKED');
  },
  'one person has at most four seats, however many requests come at once': async (
    stores,
    tried,
  ) => {
    const { show, turn, reservationId } = await aHolder(stores);
    const lock = (tx: Tx) =>
      tx.$queryRaw`SELECT id FROM reservations WHERE id = ${reservationId} FOR UPDATE`;
    const asking = [2, 3, 4, 5, 6].map((seat) => () => holdAt(tried, show, turn, seat));
    expect(await barred(stores, lock, asking)).toEqual({ done: 3, SEAT_LIMIT: 2 });
    const mine = (await seats(stores.db, show.performanceId, turn.userId)).filter(
      ({ state }) => state === 'mine',
    );
    expect(mine).toHaveLength(4);
  },
  'of one person’s holds on two shows at once, one lives': async (stores, tried) => {
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
    expect(await barred(stores, lockBuyer(holder), both)).toEqual({ done: 2 });
    expect(
      await stores.db.reservation.count({ where: { userId: holder.userId, status: 'HELD' } }),
    ).toBe(1);
  },
  'what has been bought counts towards the four, and what was given back does not': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores, { money: 100_000, seats: [1, 2] });
    await paying(tried, holder);
    const turn = nextTurn(holder.turn);
    expect(await outcomeOf(holdAt(tried, holder.show, turn, 3, 4, 5))).toBe('SEAT_LIMIT');
    await cancelling(tried, holder);
    expect(await outcomeOf(holdAt(tried, holder.show, turn, 3, 4, 5))).toBe('done');
  },
  'a payment that reaches its seats when the hold is over costs nothing': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await endHoldIn(stores, holder.reservationId, lapsesInMs);
    const isOver = () => until(() => hasLapsed(stores, holder.reservationId));
    expect(await barred(stores, lockSeat(holder), [() => paying(tried, holder)], isOver)).toEqual({
      HOLD_EXPIRED: 1,
    });
    expect(await balanceOf(stores, holder.userId)).toBe(50_000);
  },
  'a payment that waited for its turn at the buyer is judged by the clock after it': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await endHoldIn(stores, holder.reservationId, lapsesInMs);
    const isOver = () => until(() => hasLapsed(stores, holder.reservationId));
    expect(await barred(stores, lockBuyer(holder), [() => paying(tried, holder)], isOver)).toEqual({
      HOLD_EXPIRED: 1,
    });
  },
  'two payments at once with two keys pay once, and the other is told so': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores, { money: 200_000 });
    const both = ['key-one-1', 'key-two-2'].map((key) => () => paying(tried, holder, key));
    expect(await barred(stores, lockSeat(holder), both)).toEqual({ done: 1, ALREADY_PAID: 1 });
    expect(await balanceOf(stores, holder.userId)).toBe(150_000);
  },
  'two reservations paid at once from a wallet with enough for one: one is paid': async (
    stores,
    tried,
  ) => {
    const one = await aHolder(stores, { money: 60_000 });
    const other = await aHolder(stores, { person: one.userId });
    const both = [
      () => paying(tried, one, 'pay-for-one'),
      () => paying(tried, other, 'pay-the-other'),
    ];
    expect(await barred(stores, lockWallet(one.userId), both)).toEqual({
      done: 1,
      INSUFFICIENT_BALANCE: 1,
    });
    expect(await balanceOf(stores, one.userId)).toBe(10_000);
  },
  'too little money is refused, and nothing has changed': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 20_000 });
    expect(await outcomeOf(paying(tried, holder))).toBe('INSUFFICIENT_BALANCE');
    expect(await seatAt(stores, holder.show, holder.userId, 1)).toBe('mine');
  },
  'a payment is answered once, and its place is used up': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 200_000 });
    const paid = await paying(tried, holder);
    expect(paid.tickets).toHaveLength(1);
    expect(await paying(tried, holder)).toEqual(paid);
    expect(await outcomeOf(paying(tried, holder, 'another-key'))).toBe('ALREADY_PAID');
    expect(await outcomeOf(holdAt(tried, holder.show, holder.turn, 2))).toBe('QUEUE_TOKEN_EXPIRED');
  },
  'a paid place leaves the line': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await paying(tried, holder);
    await relayOutbox(stores);
    expect(await status(stores, holder.turn)).toMatchObject({ state: 'EXPIRED' });
  },
  'the same charge again charges once, whether later or at once': async (stores, tried) => {
    const userId = await aPerson(stores.db);
    const charging = () =>
      charge(tried.db, userId, { amount: 1_000, idempotencyKey: 'the-same-key' });
    expect(await barred(stores, lockWallet(userId), [charging, charging, charging])).toEqual({
      done: 3,
    });
    expect(await charging()).toEqual({ balance: 1_000 });
  },
  'charges at once lose no won, and history adds up': async (stores, tried) => {
    const userId = await aPerson(stores.db);
    const all = ['one-of-4-1', 'one-of-4-2', 'one-of-4-3', 'one-of-4-4'];
    const charging = all.map(
      (idempotencyKey) => () => charge(tried.db, userId, { amount: 1_000, idempotencyKey }),
    );
    expect(await barred(stores, lockWallet(userId), charging)).toEqual({ done: 4 });
    expect(await balanceOf(stores, userId)).toBe(4_000);
  },
  'a wallet holds 100,000,000 won at most': async (stores, tried) => {
    const userId = await aPerson(stores.db);
    await charge(stores.db, userId, { amount: 100_000_000, idempotencyKey: 'all-of-it' });
    expect(
      await outcomeOf(charge(tried.db, userId, { amount: 1, idempotencyKey: 'one-more-won' })),
    ).toBe('WALLET_LIMIT');
  },
  'cancelling frees the seats and voids the tickets: somebody else buys them': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await paying(stores, holder);
    expect(await cancelling(tried, holder)).toMatchObject({ amount: 50_000, balance: 50_000 });
    await paying(stores, await aHolder(stores, { money: 50_000, show: holder.show }));
  },
  'cancelled and refunded at once, the money comes back once': async (stores, tried) => {
    const holder = await aHolder(stores, { money: 50_000 });
    const { paymentId } = await paying(stores, holder);
    const request = {
      byUserId: await aPerson(stores.db),
      paymentId,
      reason: 'at once',
      idempotencyKey: 'refund-it-1',
    };
    const ways = [() => cancelling(tried, holder), () => refund(tried.db, request)];
    expect(await barred(stores, lockWallet(holder.userId), ways)).toEqual({ done: 1, NOT_HELD: 1 });
    expect(await balanceOf(stores, holder.userId)).toBe(50_000);
  },
  'an administrator’s refund stands in the audit log': async (stores, tried) => {
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
  'sweepers close what has lapsed, and nothing that lives or has been taken over': async (
    stores,
    tried,
  ) => {
    const lapsed = await aHolder(stores, { seats: [1, 2] });
    await lapse(stores.db, lapsed.reservationId);
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
  'whose hold has lapsed holds anew, and not what is over': async (stores, tried) => {
    const { show, turn, reservationId } = await aHolder(stores);
    await lapse(stores.db, reservationId);
    expect(await outcomeOf(extend(tried, turn, reservationId))).toBe('HOLD_EXPIRED');
    expect((await holdAt(tried, show, turn, 2)).reservationId).not.toBe(reservationId);
  },
  'an extension that reaches its seats when the hold is over comes too late': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores);
    const { turn, reservationId } = holder;
    await endHoldIn(stores, reservationId, lapsesInMs);
    const isOver = () => until(() => hasLapsed(stores, reservationId));
    expect(
      await barred(stores, lockSeat(holder), [() => extend(tried, turn, reservationId)], isOver),
    ).toEqual({
      HOLD_EXPIRED: 1,
    });
  },
  'an extension that reaches its seats when somebody else has them leaves them there': async (
    stores,
    tried,
  ) => {
    const holder = await aHolder(stores);
    const { show, turn, reservationId } = holder;
    const rival = await admitted(stores, show);
    await endHoldIn(stores, reservationId, lapsesInMs);
    const taken = async (tx: Tx) => {
      await until(() => hasLapsed(stores, reservationId));
      await holdIn(tx, rival, { performanceId: show.performanceId, seats: [1] });
    };
    expect(
      await barred(stores, lockSeat(holder), [() => extend(tried, turn, reservationId)], taken),
    ).toEqual({
      HOLD_EXPIRED: 1,
    });
    expect(await seatAt(stores, show, rival.userId, 1)).toBe('mine');
  },
  'the end of a place frees what was held under it, and nothing is held under it again': async (
    stores,
    tried,
  ) => {
    const { show, turn } = await aHolder(stores);
    await endPlace(tried.db, { ...turn, observedEpoch: turn.epoch });
    expect(await seatAt(stores, show, turn.userId, 1)).toBe('available');
    expect(await outcomeOf(holdAt(stores, show, turn, 2))).toBe('QUEUE_TOKEN_EXPIRED');
  },
  'a released seat is free, and what is kept stays': async (stores, tried) => {
    const { show, userId, reservationId } = await aHolder(stores, { seats: [1, 2] });
    await release(tried.db, userId, show.concertId, reservationId, [1]);
    expect(await seatAt(stores, show, userId, 1)).toBe('available');
    expect(await seatAt(stores, show, userId, 2)).toBe('mine');
  },
} satisfies Record<string, Scene>;
export type Guarantee = keyof typeof guarantees;
