import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { aPerformance, expireHold } from '#tests/support/factories.ts';
import { aHolder, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import {
  availableSeats,
  concert,
  concertExists,
  concertOfPerformance,
  concerts,
  openDates,
  performancesOn,
} from './catalog.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const hour = 3_600_000;
const beginsIn = (performanceId: number, ms: number) =>
  stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date(Date.now() + ms), endsAt: new Date(Date.now() + ms + hour) },
  });

test('a concert has its dates in Seoul, its prices, and the openings of queue and sale', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  await stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date('2099-01-01T15:30:00Z'), endsAt: new Date('2099-01-01T17:00:00Z') },
  });
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId, number: 1 } },
    data: { grade: 'VIP', priceKrw: 90_000n },
  });
  const found = await concert(stores.db, concertId);
  expect(found).toMatchObject({
    concertId,
    firstDate: '2099-01-02',
    lastDate: '2099-01-02',
    priceMin: 50_000,
    priceMax: 90_000,
  });
  expect(found.dates).toEqual([
    {
      performanceId,
      startsAt: '2099-01-01T15:30:00.000Z',
      seats: 'MANY',
      grades: [
        { grade: 'VIP', price: 90_000 },
        { grade: 'R', price: 50_000 },
      ],
      plan: expect.any(Array) as unknown,
    },
  ]);
  expect(found.dates[0]?.plan).toHaveLength(50);
  const place = { row: null, column: null };
  expect(found.dates[0]?.plan.slice(0, 2)).toEqual([
    { seat: 1, grade: 'VIP', kind: 'STANDARD', ...place },
    { seat: 2, grade: 'R', kind: 'STANDARD', ...place },
  ]);
  expect(Date.parse(found.opensAt) - Date.parse(found.lineOpensAt)).toBe(hour / 2);
  expect(await concerts(stores.db)).toContainEqual(found);
});

test('a concert is on sale from its opening to the start of its last performance', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const onSale = async () => (await concert(stores.db, concertId)).onSale;
  expect(await onSale()).toBe(true);
  await stores.db.concert.update({
    where: { id: concertId },
    data: { opensAt: new Date(Date.now() + hour) },
  });
  expect(await onSale()).toBe(false);
  await stores.db.concert.update({
    where: { id: concertId },
    data: { opensAt: new Date(Date.now() - hour) },
  });
  await beginsIn(performanceId, -1_000);
  expect(await onSale()).toBe(false);
});

const opensIn = (concertId: number, ms: number, lineMs: number | null = null) =>
  stores.db.concert.update({
    where: { id: concertId },
    data: {
      opensAt: new Date(Date.now() + ms),
      lineOpensAt: lineMs === null ? null : new Date(Date.now() + lineMs),
    },
  });
const seatsOf = (performanceId: number, numbers: number[]) => ({
  performanceId,
  number: { in: numbers },
});
const allBut = (free: number) => Array.from({ length: 50 - free }, (_, at) => at + 1);

test('a sale goes from UPCOMING to QUEUE_OPEN to ON_SALE, and ends with the start of its last performance', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const state = async () => (await concert(stores.db, concertId)).saleState;
  expect(await state()).toBe('ON_SALE');
  await opensIn(concertId, hour);
  expect(await state()).toBe('UPCOMING');
  await opensIn(concertId, hour / 2 - 1_000);
  expect(await state()).toBe('QUEUE_OPEN');
  await opensIn(concertId, 48 * hour, -1_000);
  expect(await state()).toBe('QUEUE_OPEN');
  await opensIn(concertId, hour / 4, hour / 8);
  expect(await state()).toBe('UPCOMING');
  await opensIn(concertId, -hour);
  await beginsIn(performanceId, -1_000);
  expect(await state()).toBe('ENDED');
  await opensIn(concertId, hour); // the start of the last performance has ended the sale
  expect(await state()).toBe('ENDED');
});

test.each([
  ['MANY', 'ON_SALE', 11],
  ['FEW', 'ON_SALE', 10],
  ['FEW', 'ON_SALE', 1],
  ['NONE', 'SOLD_OUT', 0],
] as const)(
  'a date has hint %s, and the sale is %s, with %d seats that can be held',
  async (seats, saleState, free) => {
    const { concertId, performanceId } = await aPerformance(stores.db);
    await stores.db.seat.updateMany({
      where: seatsOf(performanceId, allBut(free)),
      data: { blockedReason: '음향석' },
    });
    expect(await concert(stores.db, concertId)).toMatchObject({
      saleState,
      onSale: true,
      dates: [{ seats }],
    });
    await opensIn(concertId, 2 * hour);
    expect(await concert(stores.db, concertId)).toMatchObject({
      saleState: 'UPCOMING',
      onSale: false,
      dates: [{ seats }],
    });
  },
);

test('held and sold seats cannot be held, and seats of a lapsed hold can', async () => {
  const seen = async (soldOrLapsed: 'held' | 'sold' | 'lapsed') => {
    const { show, reservationId } = await aHolder(stores, { seats: [1, 2, 3, 4] });
    const others = { performanceId: show.performanceId, number: { gt: 4 } };
    await stores.db.seat.updateMany({ where: others, data: { blockedReason: '매진' } });
    if (soldOrLapsed === 'sold')
      await stores.db.seat.updateMany({ where: { reservationId }, data: { heldUntil: null } });
    if (soldOrLapsed === 'lapsed') await expireHold(stores.db, reservationId);
    const { saleState, dates } = await concert(stores.db, show.concertId);
    return [saleState, dates[0]?.seats];
  };
  expect(await seen('held')).toEqual(['SOLD_OUT', 'NONE']);
  expect(await seen('sold')).toEqual(['SOLD_OUT', 'NONE']);
  expect(await seen('lapsed')).toEqual(['ON_SALE', 'FEW']);
});

test('a started performance offers no free seats, and does not prevent SOLD_OUT', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const startsAt = new Date(Date.now() - 1_000);
  const begun = await stores.db.performance.create({
    data: { concertId, startsAt, endsAt: new Date(Date.now() + hour) },
  });
  await stores.db.seat.create({
    data: { performanceId: begun.id, number: 1, grade: 'R', priceKrw: 1_000n },
  });
  await stores.db.seat.updateMany({ where: { performanceId }, data: { blockedReason: '매진' } });
  const found = await concert(stores.db, concertId);
  expect(found).toMatchObject({
    saleState: 'SOLD_OUT',
    dates: [{ seats: 'NONE' }, { seats: 'NONE' }],
  });
});

test('concerts are listed in the order on sale, upcoming, sold out, ended, each by its time', async () => {
  const made = async (
    startsInHours: number,
    given: { opensInHours?: number; lineInHours?: number; soldOut?: boolean } = {},
  ) => {
    const { concertId, performanceId } = await aPerformance(stores.db);
    await beginsIn(performanceId, startsInHours * hour);
    const { opensInHours = -100, lineInHours } = given;
    await opensIn(
      concertId,
      opensInHours * hour,
      lineInHours === undefined ? null : lineInHours * hour,
    );
    if (given.soldOut === true)
      await stores.db.seat.updateMany({
        where: { performanceId },
        data: { blockedReason: '매진' },
      });
    return { concertId, performanceId };
  };
  const [late, over, soldLate, early, upcoming, longOver, soldEarly, queueOpen, queueOpenLong] = [
    await made(900),
    await made(-1),
    await made(800, { soldOut: true }),
    await made(800),
    await made(700, { opensInHours: 2 }),
    await made(-50),
    await made(700, { soldOut: true }),
    await made(600, { opensInHours: 0.2 }),
    await made(600, { opensInHours: 3, lineInHours: -1 }), // the queue opened an hour ago
  ];
  // The next performance decides the concert's rank, because the first performance is past.
  const running = await aPerformance(stores.db);
  await beginsIn(running.performanceId, 850 * hour);
  await stores.db.performance.create({
    data: {
      concertId: running.concertId,
      startsAt: new Date(Date.now() - 60 * hour),
      endsAt: new Date(Date.now() - 58 * hour),
    },
  });
  const ours = [
    early,
    running,
    late,
    queueOpen,
    upcoming,
    queueOpenLong,
    soldEarly,
    soldLate,
    over,
    longOver,
  ].map((one) => one.concertId);
  const listed = (await trpcCallerOf(stores, null).call.catalog.concerts()).map(
    ({ concertId }) => concertId,
  );
  expect(listed.filter((id) => ours.includes(id))).toEqual(ours);
});

type Query = (statement: string, ...values: unknown[]) => Promise<unknown>;

/** Returns a database client whose raw queries call `query`. */
const clientThrough = (query: Query): Db =>
  new Proxy(stores.db, {
    get: (target, name): unknown =>
      name === '$queryRawUnsafe' ? query : Reflect.get(target, name),
  });

function recordingClient(): { db: Db; asked: string[] } {
  const asked: string[] = [];
  const db = clientThrough((statement, ...values) => {
    asked.push(statement);
    return stores.db.$queryRawUnsafe(statement, ...values);
  });
  return { db, asked };
}

test('a sold seat shows on every instance within five seconds', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const instances = [recordingClient(), recordingClient()];
  const states = () =>
    Promise.all(instances.map(async ({ db }) => (await concert(db, concertId)).saleState));
  expect(await states()).toEqual(['ON_SALE', 'ON_SALE']);
  await stores.db.seat.updateMany({ where: { performanceId }, data: { blockedReason: '매진' } });
  const since = performance.now();
  await expect.poll(states, { interval: 100, timeout: 5_000 }).toEqual(['SOLD_OUT', 'SOLD_OUT']);
  await stores.db.seat.updateMany({
    where: seatsOf(performanceId, [7]),
    data: { blockedReason: null },
  });
  await expect.poll(states, { interval: 100, timeout: 5_000 }).toEqual(['ON_SALE', 'ON_SALE']);
  expect(performance.now() - since).toBeLessThan(10_000);
});

test('concurrent readers share one count of the seats', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { db, asked } = recordingClient();
  const counts = () => asked.filter((statement) => statement.includes('FILTER')).length;
  await Promise.all(
    Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? concert(db, concertId) : concerts(db))),
  );
  expect(counts()).toBeLessThanOrEqual(4); // concurrent readers share a count
  const before = counts();
  await Promise.all(Array.from({ length: 100 }, () => concerts(db)));
  expect(counts() - before).toBeLessThanOrEqual(1);
});

test('a failed count is not cached', async () => {
  const { concertId } = await aPerformance(stores.db);
  let failures = 1;
  const db = clientThrough((statement, ...values) =>
    statement.includes('FILTER') && failures-- > 0
      ? Promise.reject(new Error('the connection was lost'))
      : stores.db.$queryRawUnsafe(statement, ...values),
  );
  await expect(concert(db, concertId)).rejects.toThrow('the connection was lost');
  expect((await concert(db, concertId)).saleState).toBe('ON_SALE');
});

test('an open date has the seats left of each grade, the most expensive first', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  await stores.db.seat.updateMany({
    where: seatsOf(performanceId, [1, 2, 3, 4]),
    data: { grade: 'A', priceKrw: 30_000n },
  });
  await stores.db.seat.updateMany({
    where: seatsOf(performanceId, [5, 6]),
    data: { grade: 'VIP', priceKrw: 90_000n },
  });
  await stores.db.seat.updateMany({
    where: seatsOf(performanceId, [4, 5, 6]),
    data: { blockedReason: '음향석' },
  });
  const [date] = await openDates(stores.db, concertId);
  expect(date).toMatchObject({
    seatsLeft: 47,
    grades: [
      { grade: 'VIP', seatsLeft: 0 },
      { grade: 'R', seatsLeft: 44 },
      { grade: 'A', seatsLeft: 3 },
    ],
  });
});

test('a concert without performances is listed and not on sale', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  await stores.db.seat.deleteMany({ where: { performanceId } });
  await stores.db.performance.delete({ where: { id: performanceId } });
  expect(await concert(stores.db, concertId)).toMatchObject({
    onSale: false,
    saleState: 'ENDED',
    firstDate: null,
    priceMin: null,
    dates: [],
  });
  await opensIn(concertId, 2 * hour);
  expect((await concert(stores.db, concertId)).saleState).toBe('UPCOMING');
});

test('seats left are not held, sold or blocked, and include those of lapsed holds', async () => {
  const { show, reservationId } = await aHolder(stores, { seats: [1, 2, 3] });
  const left = async () => (await openDates(stores.db, show.concertId))[0]?.seatsLeft;
  expect(await left()).toBe(47);
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId: show.performanceId, number: 50 } },
    data: { blockedReason: '음향석' },
  });
  expect(await left()).toBe(46);
  await expireHold(stores.db, reservationId);
  expect(await left()).toBe(49);
  await stores.db.seat.updateMany({ where: { reservationId }, data: { heldUntil: null } });
  expect(await left()).toBe(46);
});

test('open dates exclude past and sold-out performances', async () => {
  const soldOut = await aPerformance(stores.db);
  await stores.db.seat.updateMany({
    where: { performanceId: soldOut.performanceId },
    data: { blockedReason: '매진' },
  });
  expect(await openDates(stores.db, soldOut.concertId)).toEqual([]);
  const past = await aPerformance(stores.db);
  await beginsIn(past.performanceId, -1_000);
  expect(await openDates(stores.db, past.concertId)).toEqual([]);
  await beginsIn(past.performanceId, hour);
  expect(await openDates(stores.db, past.concertId)).toMatchObject([
    { performanceId: past.performanceId, seatsLeft: 50 },
  ]);
});

test('an unknown concert or performance is NOT_FOUND', async () => {
  const none = 2_147_483_647;
  for (const ask of [concert, concertExists, concertOfPerformance])
    expect(await outcomeOf(ask(stores.db, none))).toBe('NOT_FOUND');
});

test('a day is a day in Seoul, with its performances in order and the free seats of future ones', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const at = (id: number, iso: string) =>
    stores.db.performance.update({
      where: { id },
      data: { startsAt: new Date(iso), endsAt: new Date(Date.parse(iso) + hour) },
    });
  await at(performanceId, '2098-12-31T15:00:00Z'); // midnight in Seoul
  const make = async (iso: string, seats: number[]) => {
    const { id } = await stores.db.performance.create({
      data: { concertId, startsAt: new Date(iso), endsAt: new Date(Date.parse(iso) + hour) },
    });
    const data = seats.map((number) => ({
      performanceId: id,
      number,
      grade: 'S',
      priceKrw: 1_000n,
    }));
    await stores.db.seat.createMany({ data });
    return id;
  };
  const matinee = await make('2099-01-01T05:00:00Z', [3, 1]);
  const eve = await make('2098-12-31T14:59:59Z', [7]);
  const bare = await make('2099-01-01T06:00:00Z', []);
  const past = await make('2001-01-01T05:00:00Z', [1]);
  const other = await aPerformance(stores.db);
  await at(other.performanceId, '2099-01-01T01:00:00Z');
  expect(await performancesOn(stores.db, concertId, '2099-01-01')).toEqual([
    performanceId,
    matinee,
    bare,
  ]);
  expect(await performancesOn(stores.db, concertId, '2098-12-31')).toEqual([eve]);
  expect(await performancesOn(stores.db, concertId, '2001-01-01')).toEqual([past]);
  expect(await performancesOn(stores.db, concertId, '2099-01-02')).toEqual([]);
  const onDay = await availableSeats(stores.db, concertId, '2099-01-01');
  expect(onDay.map((show) => [show.performanceId, show.date, show.seats.length])).toEqual([
    [performanceId, '2099-01-01', 50],
    [matinee, '2099-01-01', 2],
  ]);
  expect(onDay[1]).toEqual({
    performanceId: matinee,
    date: '2099-01-01',
    startsAt: '2099-01-01T05:00:00.000Z',
    seats: [1, 3],
  });
  expect(
    (await availableSeats(stores.db, concertId, null)).map((show) => show.performanceId),
  ).toEqual([eve, performanceId, matinee]);
  expect(await availableSeats(stores.db, concertId, '2001-01-01')).toEqual([]);
  expect(await openDates(stores.db, concertId)).toMatchObject([
    { seatsLeft: 1 },
    { seatsLeft: 50 },
    { seatsLeft: 2 },
  ]);
});
