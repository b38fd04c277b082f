import { afterAll, beforeAll, expect, test } from 'vitest';
import { pay } from '../payment/payment.ts';
import { leave, type Place } from '../queue/queue.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, admittedUsers, aHolder, gate, outcomeOf, tally } from '#tests/support/people.ts';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { bestSeats, type Wish } from './best-available.schema.ts';
import { bestAvailable, hold, lockBuyer, seats } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const best = (place: Place, { performanceId }: PerformanceIds, wish: Wish) =>
  bestAvailable(stores, place, { performanceId, ...wish });
const take = (place: Place, { performanceId }: PerformanceIds, ...numbers: number[]) =>
  hold(stores, place, { performanceId, seats: numbers });
const mineOf = async ({ performanceId }: PerformanceIds, { userId }: Place) =>
  (await seats(stores.db, performanceId, userId))
    .filter(({ state }) => state === 'mine')
    .map(({ seat }) => seat);

/** Adds a date with ten seats to the concert. */
async function anotherDate({ concertId }: PerformanceIds): Promise<PerformanceIds> {
  const startsAt = new Date(Date.now() + 40 * 86_400_000);
  const numbers = Array.from({ length: 10 }, (_, at) => at + 1);
  const { id } = await stores.db.performance.create({
    data: {
      concertId,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 7_200_000),
      seats: { create: numbers.map((number) => ({ number, grade: 'R', priceKrw: 50_000n })) },
    },
    select: { id: true },
  });
  return { concertId, performanceId: id };
}

test('a party gets the seats nearest to the middle of the first row, as a hold', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  expect(await best(place, show, { party: 2 })).toMatchObject({
    ...show,
    seats: [5, 6],
    price: 100_000,
    status: 'HELD',
  });
  expect(await best(await admitted(stores, show), show, { party: 4 })).toMatchObject({
    seats: [1, 2, 3, 4],
  });
});

test('it replaces the user’s hold, and seats of that hold count as free', async () => {
  const { show, turn, reservationId } = await aHolder(stores, { seats: [4, 5] });
  const reply = await best(turn, show, { party: 2 });
  expect(reply.seats).toEqual([5, 6]);
  expect(reply.reservationId).not.toBe(reservationId);
  expect(await mineOf(show, turn)).toEqual([5, 6]);
});

test('it replaces the user’s hold only if it succeeds, also a hold of another date', async () => {
  const { show, turn } = await aHolder(stores, { seats: [1, 2] });
  const other = await anotherDate(show);
  for (const date of [show, other])
    expect(await outcomeOf(best(turn, date, { party: 2, grade: 'VIP' }))).toBe('NO_SEATS');
  expect(await mineOf(show, turn)).toEqual([1, 2]);
  expect((await best(turn, other, { party: 2 })).seats).toEqual([5, 6]);
  expect([await mineOf(show, turn), await mineOf(other, turn)]).toEqual([[], [5, 6]]);
});

test('the seat limit counts the party and the seats already paid, and not the replaced hold', async () => {
  const { show, turn } = await aHolder(stores, { seats: [1, 2] });
  expect(await outcomeOf(best(turn, show, { party: 4 }))).toBe('done');
  const payer = await aHolder(stores, { money: 100_000, seats: [21, 22], show });
  await pay(stores.db, { ...payer, idempotencyKey: 'the-payment' });
  await leave(stores, payer.userId, show.concertId);
  const next = await admitted(stores, show, payer.userId);
  await expect(best(next, show, { party: 3 })).rejects.toMatchObject({
    code: 'SEAT_LIMIT',
    details: { limit: 4 },
  });
  expect(await outcomeOf(best(next, show, { party: 2 }))).toBe('done');
});

test('an ended place, a started performance and a hall without suitable seats are refused', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  expect(await outcomeOf(best(place, show, { party: 1, priceMax: 10_000 }))).toBe('NO_SEATS');
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId },
    data: { blockedReason: 'a rehearsal' },
  });
  expect(await outcomeOf(best(place, show, { party: 1 }))).toBe('NO_SEATS');
  await stores.db.performance.update({
    where: { id: show.performanceId },
    data: { startsAt: new Date(Date.now() - 1_000) },
  });
  expect(await outcomeOf(best(place, show, { party: 1 }))).toBe('SALE_CLOSED');
});

test('a user whose holds ended unpaid waits, as for any hold', async () => {
  const show = await aPerformance(stores.db, { holdSeconds: 60 });
  const place = await admitted(stores, show);
  await take(place, show, 1);
  await stores.db.$executeRaw`
    UPDATE buyers SET vain_until = clock_timestamp() + interval '1 h' WHERE user_id = ${place.userId}::uuid`;
  expect(await outcomeOf(best(place, show, { party: 1 }))).toBe('TOO_MANY_REQUESTS');
  expect(await mineOf(show, place)).toEqual([1]);
});

type Ask = (place: Place, show: PerformanceIds, at: number) => Promise<{ seats: number[] }>;

/** Lets parties of two ask for the best of 50 seats at once. Returns outcomes and held seats. */
async function rush(ask: Ask, parties: number) {
  const show = await aPerformance(stores.db);
  const places = await admittedUsers(stores, show, parties);
  const outcomes = await tally(places.map((place, at) => ask(place, show, at)));
  const held = await stores.db.reservation.findMany({
    where: { performanceId: show.performanceId, status: 'HELD' },
    select: { seats: true },
  });
  const numbers = held.flatMap((one) => one.seats);
  return { outcomes, seats: numbers.length, distinct: new Set(numbers).size };
}

test('25 parties of two that ask for 50 seats at once all get different seats', async () => {
  const ask: Ask = (place, show) => best(place, show, { party: 2 });
  expect(await rush(ask, 25)).toMatchObject({ outcomes: { done: 25 }, seats: 50, distinct: 50 });
});

test('the same on five instances, where the parties of one instance do not know the others', async () => {
  const clients = Array.from({ length: 5 }, () => anotherClient(stores.db));
  const ask: Ask = (place, { performanceId }, at) =>
    bestAvailable({ ...stores, db: clients[at % 5] ?? stores.db }, place, {
      performanceId,
      party: 2,
    });
  expect(await rush(ask, 25)).toMatchObject({ outcomes: { done: 25 }, seats: 50, distinct: 50 });
});

test('of 40 parties of two, 25 get the 50 seats, and only the others get NO_SEATS', async () => {
  const ask: Ask = (place, show) => best(place, show, { party: 2 });
  expect(await rush(ask, 40)).toMatchObject({
    outcomes: { done: 25, NO_SEATS: 15 },
    seats: 50,
    distinct: 50,
  });
});

test('negative control: choosing before the hold, without another choice, refuses parties while seats are free', async () => {
  const allChose = gate(25);
  const chooseThenHold: Ask = async (place, show) => {
    const hall = await seats(stores.db, show.performanceId, place.userId);
    const chosen = bestSeats(
      hall.map((seat) => ({ ...seat, free: seat.state === 'available' })),
      { party: 2 },
    );
    await allChose();
    return take(place, show, ...(chosen ?? []));
  };
  expect(await rush(chooseThenHold, 25)).toMatchObject({
    outcomes: { done: 1, SEAT_TAKEN: 24 },
    seats: 2,
  });
});

test('parties and users who name seats at once share no seat, and every party gets seats', async () => {
  const ask: Ask = (place, show, at) =>
    at % 4 === 0 ? take(place, show, 50 - at) : best(place, show, { party: 2 });
  expect(await rush(ask, 20)).toMatchObject({ outcomes: { done: 20 }, seats: 35, distinct: 35 });
});

test('after all parties the database keeps its invariants', async () => {
  const { turn, userId, show } = await aHolder(stores, { money: 200_000, seats: [1] });
  const { reservationId } = await best(turn, show, { party: 4 });
  await pay(stores.db, { userId, reservationId, turn, idempotencyKey: 'pay-the-best' });
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
});

test('negative control: writing the chosen seats without a guard gives them to several parties', async () => {
  const allChose = gate(5);
  const chooseThenWrite: Ask = async ({ userId, concertId }, { performanceId }) => {
    const hall = await seats(stores.db, performanceId, userId);
    const chosen = bestSeats(
      hall.map((seat) => ({ ...seat, free: seat.state === 'available' })),
      { party: 2 },
    );
    await allChose();
    const held = { seats: chosen ?? [], heldUntil: new Date(Date.now() + 300_000) };
    await stores.db.$transaction(async (tx) => {
      await lockBuyer(tx, userId, concertId);
      const placed = { placeEpoch: 1, placeNumber: 1, pricesKrw: [50_000n, 50_000n] };
      const data = { userId, concertId, performanceId, ...held, ...placed };
      const { id } = await tx.reservation.create({ data, select: { id: true } });
      await tx.seat.updateMany({
        where: { performanceId, number: { in: held.seats } },
        data: { reservationId: id, heldUntil: held.heldUntil },
      });
      await tx.buyer.update({
        where: { userId_concertId: { userId, concertId } },
        data: { heldReservationId: id, seatsHeld: 2 },
        select: { userId: true },
      });
    });
    return held;
  };
  const { seats: given, distinct } = await rush(chooseThenWrite, 5);
  expect(given).toBeGreaterThan(distinct);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).not.toEqual([]);
});
