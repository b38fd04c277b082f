import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../db.ts';
import { callerOf } from '../testing/caller.ts';
import { aShow, lapse } from '../testing/factories.ts';
import { aHolder, outcomeOf } from '../testing/people.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { availableSeats, concert, concertExists, concertOfPerformance, concerts, openDates, performancesOn } from './catalog.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const hour = 3_600_000;
const beginsIn = (performanceId: number, ms: number) =>
  stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date(Date.now() + ms), endsAt: new Date(Date.now() + ms + hour) },
  });

test('a concert says its dates in Seoul, its prices, and when its line and its sale open', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
  await stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date('2099-01-01T15:30:00Z'), endsAt: new Date('2099-01-01T17:00:00Z') },
  });
  await stores.db.seat.update({ where: { performanceId_number: { performanceId, number: 1 } }, data: { priceKrw: 90_000n } });
  const found = await concert(stores.db, concertId);
  expect(found).toMatchObject({ concertId, firstDate: '2099-01-02', lastDate: '2099-01-02', priceMin: 50_000, priceMax: 90_000 });
  expect(found.dates).toEqual([{ performanceId, startsAt: '2099-01-01T15:30:00.000Z', seats: 'MANY' }]);
  expect(Date.parse(found.opensAt) - Date.parse(found.lineOpensAt)).toBe(hour / 2);
  expect(await concerts(stores.db)).toContainEqual(found);
});

test('a concert is on sale from its opening until its last show begins', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
  const onSale = async () => (await concert(stores.db, concertId)).onSale;
  expect(await onSale()).toBe(true);
  await stores.db.concert.update({ where: { id: concertId }, data: { opensAt: new Date(Date.now() + hour) } });
  expect(await onSale()).toBe(false);
  await stores.db.concert.update({ where: { id: concertId }, data: { opensAt: new Date(Date.now() - hour) } });
  await beginsIn(performanceId, -1_000);
  expect(await onSale()).toBe(false);
});

const opensIn = (concertId: number, ms: number, lineMs: number | null = null) =>
  stores.db.concert.update({
    where: { id: concertId },
    data: { opensAt: new Date(Date.now() + ms), lineOpensAt: lineMs === null ? null : new Date(Date.now() + lineMs) },
  });
const seatsOf = (performanceId: number, numbers: number[]) => ({ performanceId, number: { in: numbers } });
const allBut = (free: number) => Array.from({ length: 50 - free }, (_, at) => at + 1);

test('a sale is upcoming until its queue opens, open to the queue until it opens, then on sale until its last show begins', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
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
  await opensIn(concertId, hour); // its last show has begun all the same
  expect(await state()).toBe('ENDED');
});

test.each([
  ['MANY', 'ON_SALE', 11],
  ['FEW', 'ON_SALE', 10],
  ['FEW', 'ON_SALE', 1],
  ['NONE', 'SOLD_OUT', 0],
] as const)('a date says %s, and the sale %s, with %d seats that can be held', async (seats, saleState, free) => {
  const { concertId, performanceId } = await aShow(stores.db);
  await stores.db.seat.updateMany({ where: seatsOf(performanceId, allBut(free)), data: { blockedReason: '음향석' } });
  expect(await concert(stores.db, concertId)).toMatchObject({ saleState, onSale: true, dates: [{ seats }] });
  await opensIn(concertId, 2 * hour);
  expect(await concert(stores.db, concertId)).toMatchObject({ saleState: 'UPCOMING', onSale: false, dates: [{ seats }] });
});

test('held and sold seats cannot be held, and those of a hold whose time is over can', async () => {
  const seen = async (soldOrLapsed: 'held' | 'sold' | 'lapsed') => {
    const { show, reservationId } = await aHolder(stores, { seats: [1, 2, 3, 4] });
    const others = { performanceId: show.performanceId, number: { gt: 4 } };
    await stores.db.seat.updateMany({ where: others, data: { blockedReason: '매진' } });
    if (soldOrLapsed === 'sold') await stores.db.seat.updateMany({ where: { reservationId }, data: { heldUntil: null } });
    if (soldOrLapsed === 'lapsed') await lapse(stores.db, reservationId);
    const { saleState, dates } = await concert(stores.db, show.concertId);
    return [saleState, dates[0]?.seats];
  };
  expect(await seen('held')).toEqual(['SOLD_OUT', 'NONE']);
  expect(await seen('sold')).toEqual(['SOLD_OUT', 'NONE']);
  expect(await seen('lapsed')).toEqual(['ON_SALE', 'FEW']);
});

test('a show that has started has no seats to offer, whatever is free, and does not keep a sale from being sold out', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
  const startsAt = new Date(Date.now() - 1_000);
  const begun = await stores.db.performance.create({ data: { concertId, startsAt, endsAt: new Date(Date.now() + hour) } });
  await stores.db.seat.create({ data: { performanceId: begun.id, number: 1, grade: 'R', priceKrw: 1_000n } });
  await stores.db.seat.updateMany({ where: { performanceId }, data: { blockedReason: '매진' } });
  const found = await concert(stores.db, concertId);
  expect(found).toMatchObject({ saleState: 'SOLD_OUT', dates: [{ seats: 'NONE' }, { seats: 'NONE' }] });
});

test('concerts are listed on sale by the next show, to come by the opening, sold out, over from the latest on', async () => {
  const made = async (startsInHours: number, given: { opensInHours?: number; lineInHours?: number; soldOut?: boolean } = {}) => {
    const { concertId, performanceId } = await aShow(stores.db);
    await beginsIn(performanceId, startsInHours * hour);
    const { opensInHours = -100, lineInHours } = given;
    await opensIn(concertId, opensInHours * hour, lineInHours === undefined ? null : lineInHours * hour);
    if (given.soldOut === true) await stores.db.seat.updateMany({ where: { performanceId }, data: { blockedReason: '매진' } });
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
    await made(600, { opensInHours: 3, lineInHours: -1 }), // its queue is open, and its sale opens after another's
  ];
  // Its first show is past: the next one counts.
  const running = await aShow(stores.db);
  await beginsIn(running.performanceId, 850 * hour);
  await stores.db.performance.create({
    data: { concertId: running.concertId, startsAt: new Date(Date.now() - 60 * hour), endsAt: new Date(Date.now() - 58 * hour) },
  });
  const ours = [early, running, late, queueOpen, upcoming, queueOpenLong, soldEarly, soldLate, over, longOver].map(
    (one) => one.concertId,
  );
  const listed = (await callerOf(stores, null).call.catalog.concerts()).map(({ concertId }) => concertId);
  expect(listed.filter((id) => ours.includes(id))).toEqual(ours);
});

/** The catalogue's part of an instance’s database client, and which statements went through it. */
function instanceOf({ db }: TestStores): { db: Db; asked: string[] } {
  const asked: string[] = [];
  const $queryRawUnsafe = (statement: string, ...values: unknown[]) => {
    asked.push(statement);
    return db.$queryRawUnsafe(statement, ...values);
  };
  return { db: { $queryRawUnsafe } as unknown as Db, asked };
}

test('what is sold shows on every instance within five seconds, whatever each of them had seen before', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
  const instances = [instanceOf(stores), instanceOf(stores)];
  const states = () => Promise.all(instances.map(async ({ db }) => (await concert(db, concertId)).saleState));
  expect(await states()).toEqual(['ON_SALE', 'ON_SALE']);
  await stores.db.seat.updateMany({ where: { performanceId }, data: { blockedReason: '매진' } });
  const since = performance.now();
  await expect.poll(states, { interval: 100, timeout: 5_000 }).toEqual(['SOLD_OUT', 'SOLD_OUT']);
  await stores.db.seat.updateMany({ where: seatsOf(performanceId, [7]), data: { blockedReason: null } });
  await expect.poll(states, { interval: 100, timeout: 5_000 }).toEqual(['ON_SALE', 'ON_SALE']);
  expect(performance.now() - since).toBeLessThan(10_000);
});

test('a flood of readers counts the seats once', async () => {
  const { concertId } = await aShow(stores.db);
  const { db, asked } = instanceOf(stores);
  const counts = () => asked.filter((statement) => statement.includes('FILTER')).length;
  await Promise.all(Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? concert(db, concertId) : concerts(db))));
  expect(counts()).toBeLessThanOrEqual(4); // one for each batch of shows that was new, not one for each reader
  const before = counts();
  await Promise.all(Array.from({ length: 100 }, () => concerts(db)));
  expect(counts() - before).toBeLessThanOrEqual(1);
});

test('a count that failed is not kept', async () => {
  const { concertId } = await aShow(stores.db);
  let failures = 1;
  const $queryRawUnsafe = (statement: string, ...values: unknown[]) =>
    statement.includes('FILTER') && failures-- > 0
      ? Promise.reject(new Error('the connection was lost'))
      : stores.db.$queryRawUnsafe(statement, ...values);
  const db = { $queryRawUnsafe } as unknown as Db;
  await expect(concert(db, concertId)).rejects.toThrow('the connection was lost');
  expect((await concert(db, concertId)).saleState).toBe('ON_SALE');
});

test('an open date says how many seats each grade of the hall has left, the dearest first', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
  await stores.db.seat.updateMany({ where: seatsOf(performanceId, [1, 2, 3, 4]), data: { grade: 'A' } });
  await stores.db.seat.updateMany({ where: seatsOf(performanceId, [5, 6]), data: { grade: 'VIP' } });
  await stores.db.seat.updateMany({ where: seatsOf(performanceId, [4, 5, 6]), data: { blockedReason: '음향석' } });
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

test('a concert without shows is listed, and not on sale', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
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

test('seats left are those that could be held now: not held, sold or blocked; a lapsed hold is free', async () => {
  const { show, reservationId } = await aHolder(stores, { seats: [1, 2, 3] });
  const left = async () => (await openDates(stores.db, show.concertId))[0]?.seatsLeft;
  expect(await left()).toBe(47);
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId: show.performanceId, number: 50 } },
    data: { blockedReason: '음향석' },
  });
  expect(await left()).toBe(46);
  await lapse(stores.db, reservationId);
  expect(await left()).toBe(49);
  await stores.db.seat.updateMany({ where: { reservationId }, data: { heldUntil: null } });
  expect(await left()).toBe(46);
});

test('dates are neither past nor sold out', async () => {
  const soldOut = await aShow(stores.db);
  await stores.db.seat.updateMany({ where: { performanceId: soldOut.performanceId }, data: { blockedReason: '매진' } });
  expect(await openDates(stores.db, soldOut.concertId)).toEqual([]);
  const past = await aShow(stores.db);
  await beginsIn(past.performanceId, -1_000);
  expect(await openDates(stores.db, past.concertId)).toEqual([]);
  await beginsIn(past.performanceId, hour);
  expect(await openDates(stores.db, past.concertId)).toMatchObject([{ performanceId: past.performanceId, seatsLeft: 50 }]);
});

test('what does not exist is not found', async () => {
  const none = 2_147_483_647;
  for (const ask of [concert, concertExists, concertOfPerformance])
    expect(await outcomeOf(ask(stores.db, none))).toBe('NOT_FOUND');
});

test('a day is the one in Seoul: its shows in order, and of those to come the seats that are free', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
  const at = (id: number, iso: string) =>
    stores.db.performance.update({ where: { id }, data: { startsAt: new Date(iso), endsAt: new Date(Date.parse(iso) + hour) } });
  await at(performanceId, '2098-12-31T15:00:00Z'); // midnight in Seoul
  const make = async (iso: string, seats: number[]) => {
    const { id } = await stores.db.performance.create({
      data: { concertId, startsAt: new Date(iso), endsAt: new Date(Date.parse(iso) + hour) },
    });
    const data = seats.map((number) => ({ performanceId: id, number, grade: 'S' as const, priceKrw: 1_000n }));
    await stores.db.seat.createMany({ data });
    return id;
  };
  const matinee = await make('2099-01-01T05:00:00Z', [3, 1]);
  const eve = await make('2098-12-31T14:59:59Z', [7]);
  const bare = await make('2099-01-01T06:00:00Z', []);
  const past = await make('2001-01-01T05:00:00Z', [1]);
  const other = await aShow(stores.db);
  await at(other.performanceId, '2099-01-01T01:00:00Z');
  expect(await performancesOn(stores.db, concertId, '2099-01-01')).toEqual([performanceId, matinee, bare]);
  expect(await performancesOn(stores.db, concertId, '2098-12-31')).toEqual([eve]);
  expect(await performancesOn(stores.db, concertId, '2001-01-01')).toEqual([past]);
  expect(await performancesOn(stores.db, concertId, '2099-01-02')).toEqual([]);
  const onDay = await availableSeats(stores.db, concertId, '2099-01-01');
  expect(onDay.map((show) => [show.performanceId, show.date, show.seats.length])).toEqual([
    [performanceId, '2099-01-01', 50],
    [matinee, '2099-01-01', 2],
  ]);
  expect(onDay[1]).toEqual({ performanceId: matinee, date: '2099-01-01', startsAt: '2099-01-01T05:00:00.000Z', seats: [1, 3] });
  expect((await availableSeats(stores.db, concertId, null)).map((show) => show.performanceId)).toEqual([
    eve,
    performanceId,
    matinee,
  ]);
  expect(await availableSeats(stores.db, concertId, '2001-01-01')).toEqual([]);
  expect(await openDates(stores.db, concertId)).toMatchObject([{ seatsLeft: 1 }, { seatsLeft: 50 }, { seatsLeft: 2 }]);
});
