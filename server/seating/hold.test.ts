import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Place } from '../queue/queue.ts';
import { aPerformance, expireHold, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, aHolder, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { extend, hold, release, seats } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const take = ({ performanceId }: PerformanceIds, place: Place, ...numbers: number[]) =>
  hold(stores, place, { performanceId, seats: numbers });

/** Returns the numbers of the seats that have this state for the place's user. */
const numbersIn = async (state: string, { performanceId }: PerformanceIds, { userId }: Place) =>
  (await seats(stores.db, performanceId, userId))
    .filter((seat) => seat.state === state)
    .map(({ seat }) => seat);

/** Creates another performance of the same concert, with the same seats. */
async function anotherShow({ concertId, performanceId }: PerformanceIds): Promise<PerformanceIds> {
  const startsAt = new Date(Date.now() + 40 * 86_400_000);
  const { id } = await stores.db.performance.create({
    data: { concertId, startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) },
    select: { id: true },
  });
  await stores.db.$executeRaw`
    INSERT INTO seats (performance_id, number, grade, price_krw) SELECT ${id}, number, grade, price_krw FROM seats WHERE performance_id = ${performanceId}`;
  return { concertId, performanceId: id };
}

test('seats are held all or none, and the refusal names the taken ones', async () => {
  const { show, turn: first } = await aHolder(stores, { seats: [2] });
  const second = await admitted(stores, show);
  await expect(take(show, second, 3, 2, 1)).rejects.toMatchObject({
    code: 'SEAT_TAKEN',
    details: { seats: [2] },
  });
  expect(await numbersIn('held', show, second)).toEqual([2]);
  expect(await numbersIn('mine', show, first)).toEqual([2]);
});

test('a hold has its seats, their total, and its end after the concert’s hold time', async () => {
  const show = await aPerformance(stores.db, { holdSeconds: 60 });
  const place = await admitted(stores, show);
  const held = await take(show, place, 9, 8);
  expect(held).toMatchObject({ ...show, seats: [8, 9], price: 100_000, status: 'HELD' });
  const left = Date.parse(held.expiresAt) - Date.now();
  expect(left).toBeGreaterThan(30_000);
  expect(left).toBeLessThanOrEqual(61_000);
});

test('holding more seats of the same performance adds to the hold and keeps its end, also with seats already held', async () => {
  const { show, turn, reservation } = await aHolder(stores, { seats: [5] });
  expect(await take(show, turn, 5, 6)).toEqual({ ...reservation, seats: [5, 6], price: 100_000 });
});

test('the price of a seat is fixed when it is first held', async () => {
  const { show, turn } = await aHolder(stores, { seats: [5] });
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId },
    data: { priceKrw: 70_000n },
  });
  expect(await take(show, turn, 5, 6)).toMatchObject({ price: 120_000 });
});

test('seats of another performance replace the hold once all of them are taken', async () => {
  const { show, turn, reservationId } = await aHolder(stores, { seats: [1, 2] });
  const other = await anotherShow(show);
  const rival = await admitted(stores, show);
  await take(other, rival, 4);
  expect(await outcomeOf(take(other, turn, 3, 4))).toBe('SEAT_TAKEN');
  expect(await numbersIn('mine', show, turn)).toEqual([1, 2]);
  expect(await take(other, turn, 5, 6, 7, 8)).toMatchObject({
    performanceId: other.performanceId,
    seats: [5, 6, 7, 8],
  });
  expect(await numbersIn('available', show, turn)).toHaveLength(50);
  expect(
    await stores.db.reservation.findUnique({
      where: { id: reservationId },
      select: { status: true },
    }),
  ).toEqual({
    status: 'RELEASED',
  });
});

type Move = (show: PerformanceIds, other: PerformanceIds, turn: Place) => Promise<unknown>;

/**
 * Moves a user with two held seats to another performance while a rival takes one of the new seats.
 * Returns the number of the user's seats.
 */
async function seatsAfterMoving(move: Move): Promise<number> {
  const { show, turn } = await aHolder(stores, { seats: [1, 2] });
  const other = await anotherShow(show);
  const rival = await admitted(stores, show);
  await Promise.all([outcomeOf(take(other, rival, 4)), outcomeOf(move(show, other, turn))]);
  return (
    (await numbersIn('mine', show, turn)).length + (await numbersIn('mine', other, turn)).length
  );
}

test('a move that races with a rival ends with the old seats or the new ones, never with fewer', async () => {
  for (let round = 0; round < 5; round++)
    expect(await seatsAfterMoving((_, other, turn) => take(other, turn, 3, 4))).toBe(2);
});

test('negative control: releasing before holding can end with no seat', async () => {
  const releaseThenHold: Move = async (show, other, turn) => {
    await expireHold(stores.db, (await take(show, turn, 1)).reservationId);
    while ((await numbersIn('held', other, turn)).length === 0);
    await take(other, turn, 3, 4);
  };
  expect(await seatsAfterMoving(releaseThenHold)).toBe(0);
});

test('more than four seats of a concert are refused with the limit, over all its performances', async () => {
  const { show, turn } = await aHolder(stores, { seats: [1, 2, 3] });
  await expect(take(show, turn, 4, 5)).rejects.toMatchObject({
    code: 'SEAT_LIMIT',
    details: { limit: 4 },
  });
  await expect(take(await anotherShow(show), turn, 1, 2, 3, 4, 5)).rejects.toMatchObject({
    code: 'SEAT_LIMIT',
  });
  expect(await take(show, turn, 4)).toMatchObject({ seats: [1, 2, 3, 4] });
});

test('a concert can have its own limit, and lowering it takes no seats away', async () => {
  const { show, turn } = await aHolder(stores, { seats: [1, 2] });
  await stores.db.concert.update({ where: { id: show.concertId }, data: { maxSeats: 1 } });
  await expect(take(show, turn, 3)).rejects.toMatchObject({
    code: 'SEAT_LIMIT',
    details: { limit: 1 },
  });
  expect(await numbersIn('mine', show, turn)).toEqual([1, 2]);
});

test('a hold is extended twice at most', async () => {
  const { turn, reservation, reservationId } = await aHolder(stores);
  const extended = await extend(stores, turn, reservationId);
  expect(Date.parse(extended.expiresAt)).toBeGreaterThan(Date.parse(reservation.expiresAt));
  await extend(stores, turn, reservationId);
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('EXTEND_LIMIT');
});

test('releasing some seats keeps the rest, and repeating a release changes nothing', async () => {
  const { show, userId, reservationId } = await aHolder(stores, { seats: [1, 2] });
  const give = (...numbers: number[]) =>
    release(stores.db, userId, show.concertId, reservationId, numbers);
  expect(await give(1)).toMatchObject({ status: 'HELD', seats: [2], price: 50_000 });
  expect(await give(1)).toMatchObject({ status: 'HELD', seats: [2] });
  expect(await give(2)).toMatchObject({ status: 'RELEASED' });
  expect(await give(2)).toMatchObject({ status: 'RELEASED' });
});

test('released seats no longer count towards the limit and are free for others at once', async () => {
  const { show, turn, userId, reservationId } = await aHolder(stores, { seats: [1, 2, 3, 4] });
  await release(stores.db, userId, show.concertId, reservationId, [1, 2]);
  expect(await take(show, turn, 5, 6)).toMatchObject({ seats: [3, 4, 5, 6] });
  expect(await take(show, await admitted(stores, show), 1, 2)).toMatchObject({ seats: [1, 2] });
});

test('a user can neither extend nor release another user’s hold', async () => {
  const { show, reservationId } = await aHolder(stores);
  const otherUser = await admitted(stores, show);
  expect(await outcomeOf(extend(stores, otherUser, reservationId))).toBe('NOT_FOUND');
  expect(await outcomeOf(release(stores.db, otherUser.userId, show.concertId, reservationId))).toBe(
    'NOT_FOUND',
  );
});

test('a blocked seat, an unknown seat and a started performance are each refused with their own code', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  const where = { performanceId_number: { performanceId: show.performanceId, number: 1 } };
  await stores.db.seat.update({ where, data: { blockedReason: '시야 제한' } });
  await expect(take(show, place, 1, 2)).rejects.toMatchObject({
    code: 'SEAT_BLOCKED',
    details: { seats: [1] },
  });
  expect(await numbersIn('blocked', show, place)).toEqual([1]);
  expect(await outcomeOf(take(show, place, 51))).toBe('NOT_FOUND');
  await stores.db.performance.update({
    where: { id: show.performanceId },
    data: { startsAt: new Date(Date.now() - 1_000) },
  });
  expect(await outcomeOf(take(show, place, 2))).toBe('SALE_CLOSED');
});
