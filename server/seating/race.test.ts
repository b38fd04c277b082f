import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { sqlStateOf } from '../errors/driver-errors.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Place } from '../queue/queue.ts';
import { aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, admittedUsers, gate, outcomeOf, tally, until } from '#tests/support/people.ts';
import { mutated } from '#tests/mutants/mutations.ts';
import { countingClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { lockBuyer, hold, seats } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

type Take = (place: Place, show: PerformanceIds, seats: number[]) => Promise<unknown>;
const take: Take = (place, { performanceId }, numbers) =>
  hold(stores, place, { performanceId, seats: numbers });

/**
 * Lets users race for the first `seatCount` seats. Returns the outcomes, and for each seat the
 * number of reservations that claim the seat.
 */
async function race(attempt: Take, people: number, seatCount: number) {
  const show = await aPerformance(stores.db);
  const places = await admittedUsers(stores, show, people);
  const outcomes = await tally(
    places.map((place, at) => attempt(place, show, [(at % seatCount) + 1])),
  );
  const claims = await stores.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM reservations, unnest(seats) AS seat
    WHERE performance_id = ${show.performanceId} AND status = 'HELD' GROUP BY seat`;
  return { outcomes, claims: claims.map(({ count }) => count) };
}

/**
 * Returns a broken hold: it checks that the seat is free, and writes only after all users have
 * checked.
 */
function checkThenWrite(people: number): Take {
  const allChecked = gate(people);
  return async ({ userId, concertId }, { performanceId }, [seat = 1]) => {
    const before = (await seats(stores.db, performanceId, userId)).find(
      (each) => each.seat === seat,
    );
    await allChecked();
    if (before?.state !== 'available') throw new Refusal('SEAT_TAKEN', { seats: [seat] });
    const heldUntil = new Date(Date.now() + 300_000);
    await stores.db.$transaction(async (tx) => {
      await lockBuyer(tx, userId, concertId);
      const place = { placeEpoch: 1, placeNumber: 1 };
      const data = {
        userId,
        concertId,
        performanceId,
        seats: [seat],
        pricesKrw: [50_000n],
        heldUntil,
        ...place,
      };
      const { id } = await tx.reservation.create({ data, select: { id: true } });
      await tx.seat.update({
        where: { performanceId_number: { performanceId, number: seat } },
        data: { reservationId: id, heldUntil },
      });
      const where = { userId_concertId: { userId, concertId } };
      await tx.buyer.update({
        where,
        data: { heldReservationId: id, seatsHeld: 1 },
        select: { userId: true },
      });
    });
  };
}

test('of 50 users racing for one seat exactly one holds it', async () => {
  expect(await race(take, 50, 1)).toEqual({ outcomes: { done: 1, SEAT_TAKEN: 49 }, claims: [1] });
});

test('of 100 users racing for 10 seats exactly 10 hold one', async () => {
  expect(await race(take, 100, 10)).toEqual({
    outcomes: { done: 10, SEAT_TAKEN: 90 },
    claims: Array.from({ length: 10 }, () => 1),
  });
});

test('negative control: checking before writing lets several users hold the same seat', async () => {
  const { claims } = await race(checkThenWrite(10), 10, 1);
  expect(claims[0]).toBeGreaterThan(1);
});

/** Lets users ask for seats at once, on one client. Returns the outcomes, in order. */
async function askedTogether(people: number, seatOf: (at: number) => number) {
  const show = await aPerformance(stores.db);
  const places = await admittedUsers(stores, show, people);
  const { db, transactions } = countingClient(stores.db);
  const { performanceId } = show;
  const holds = places.map((place, at) =>
    outcomeOf(hold({ ...stores, db }, place, { performanceId, seats: [seatOf(at)] })),
  );
  return { outcomes: await Promise.all(holds), transactions: transactions() };
}

test('users who hold different seats at once share one transaction', async () => {
  expect(await askedTogether(30, (at) => at + 1)).toEqual({
    outcomes: Array.from({ length: 30 }, () => 'done'),
    transactions: 1,
  });
});

test('of 500 users who ask for one seat at once the first gets it, in few transactions', async () => {
  const { outcomes, transactions } = await askedTogether(500, () => 1);
  expect(outcomes).toEqual(['done', ...Array.from({ length: 499 }, () => 'SEAT_TAKEN')]);
  expect(transactions).toBeLessThan(10);
});

/**
 * Lets a user with a hold ask for one more seat just before another user asks for the same seat.
 * Returns the outcomes, in order of arrival.
 */
async function askedInOrder(first: Db, later: Db): Promise<string[]> {
  const show = await aPerformance(stores.db);
  const [adder, other] = await Promise.all([admitted(stores, show), admitted(stores, show)]);
  await take(adder, show, [1]);
  const ask = (db: Db, place: Place) =>
    outcomeOf(hold({ ...stores, db }, place, { performanceId: show.performanceId, seats: [2] }));
  return Promise.all([ask(first, adder), ask(later, other)]);
}

test('of two requests for a seat the earlier gets it, even if it adds to a hold and runs alone', async () => {
  for (let round = 0; round < 5; round++)
    expect(await askedInOrder(stores.db, stores.db)).toEqual(['done', 'SEAT_TAKEN']);
});

test('negative control: with a runner for each request the later one can overtake', async () => {
  const laterEnds = Promise.withResolvers<undefined>();
  const withTransaction = (run: (transaction: () => Promise<unknown>) => Promise<unknown>): Db =>
    new Proxy(stores.db, {
      get: (db, name) =>
        (name === '$transaction'
          ? (...args: unknown[]) =>
              run(() => (db.$transaction as (...args: unknown[]) => Promise<unknown>)(...args))
          : Reflect.get(db, name)) as unknown,
    });
  const first = withTransaction((transaction) => laterEnds.promise.then(transaction));
  const later = withTransaction((transaction) =>
    transaction().finally(() => laterEnds.resolve(undefined)),
  );
  expect(await askedInOrder(first, later)).toEqual(['SEAT_TAKEN', 'done']);
});

/**
 * Lets one user who holds seat 1 request five more seats at once. Returns the number of the user's
 * seats.
 */
async function seatsOfOnePerson(attempt: Take): Promise<number> {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  await take(place, show, [1]);
  await tally([2, 3, 4, 5, 6].map((seat) => attempt(place, show, [seat])));
  return (await seats(stores.db, show.performanceId, place.userId)).filter(
    ({ state }) => state === 'mine',
  ).length;
}

test('one user has at most 4 seats of a concert under any number of concurrent requests', async () => {
  expect(await seatsOfOnePerson(take)).toBe(4);
});

test('negative control: counting a user’s seats before adding exceeds the limit', async () => {
  const allChecked = gate(5);
  const countThenAdd: Take = async ({ userId }, { performanceId }, [seat = 1]) => {
    const mine = (await seats(stores.db, performanceId, userId)).filter(
      ({ state }) => state === 'mine',
    ).length;
    await allChecked();
    if (mine >= 4) throw new Refusal('SEAT_LIMIT', { limit: 4 });
    await stores.db.$executeRaw`
      UPDATE seats SET (reservation_id, held_until) = (SELECT reservation_id, held_until FROM seats WHERE performance_id = ${performanceId} AND number = 1)
      WHERE performance_id = ${performanceId} AND number = ${seat} AND reservation_id IS NULL`;
  };
  expect(await seatsOfOnePerson(countThenAdd)).toBeGreaterThan(4);
});

/** Lets pairs of users request the same seats in opposite orders at once. */
async function crossing(attempt: Take): Promise<Set<unknown>> {
  const show = await aPerformance(stores.db);
  const places = await admittedUsers(stores, show, 12);
  const outcomes = places.map((place, at) => {
    const numbers = [1, 2, 3].map((seat) => seat + 3 * Math.floor(at / 4));
    return outcomeOf(attempt(place, show, at % 2 === 0 ? numbers : numbers.toReversed())).catch(
      sqlStateOf,
    );
  });
  return new Set(await Promise.all(outcomes));
}

test('concurrent requests for the same seats in opposite orders never deadlock', async () => {
  expect(await crossing(take)).toEqual(new Set(['done', 'SEAT_TAKEN']));
});

test('negative control: locking seats in the order of the request deadlocks', async () => {
  const bothHaveOne = gate(2);
  const asAsked: Take = (_, { performanceId }, numbers) =>
    stores.db.$transaction(async (tx) => {
      for (const [at, seat] of numbers.entries()) {
        await tx.$queryRaw`SELECT number FROM seats WHERE performance_id = ${performanceId} AND number = ${seat} FOR UPDATE`;
        if (at === 0) await bothHaveOne();
      }
    });
  expect(await crossing(asAsked)).toContain('40P01');
});

/**
 * Changes the price of a seat while a hold waits for the seat's lock. Returns the price of the hold,
 * and whether the seat belongs to the hold.
 */
async function holdOfMovedRow(db: Db): Promise<{ price: number; isTaken: boolean }> {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  const where = { performanceId_number: { performanceId: show.performanceId, number: 1 } };
  let holding: ReturnType<typeof hold> | undefined;
  await stores.db.$transaction(async (tx) => {
    await tx.seat.update({ where, data: { grade: 'S', priceKrw: 70_000n } });
    const request = { performanceId: show.performanceId, seats: [1] };
    holding = hold({ ...stores, db }, place, request);
    await until(async () => (await lockWaits()) === 1);
  });
  const held = await holding;
  const seat = await stores.db.seat.findUniqueOrThrow({ where });
  return { price: held?.price ?? 0, isTaken: seat.reservationId === held?.reservationId };
}

async function lockWaits(): Promise<number | undefined> {
  const [row] = await stores.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.count;
}

test('a hold that waits for a row which then moves takes the seat as it is after the move', async () => {
  expect(await holdOfMovedRow(stores.db)).toEqual({ price: 70_000, isTaken: true });
});

test('negative control: at READ COMMITTED the hold loses its write to the moved row', async () => {
  const { db } = mutated(stores.db, { isolation: 'ReadCommitted' });
  expect(await holdOfMovedRow(db)).toMatchObject({ isTaken: false });
});
