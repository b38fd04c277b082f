import { afterAll, beforeAll, expect, test } from 'vitest';
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
  expect(found.dates).toEqual([{ performanceId, startsAt: '2099-01-01T15:30:00.000Z' }]);
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

test('a concert without shows is listed, and not on sale', async () => {
  const { concertId, performanceId } = await aShow(stores.db);
  await stores.db.seat.deleteMany({ where: { performanceId } });
  await stores.db.performance.delete({ where: { id: performanceId } });
  expect(await concert(stores.db, concertId)).toMatchObject({ onSale: false, firstDate: null, priceMin: null, dates: [] });
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
