import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal, Refusal } from '../errors.ts';
import { join, type Place } from '../queue/queue.ts';
import { verifyQueueToken } from '../queue/token.ts';
import { aPerson, aShow, lapse, people, type Show } from '../testing/factories.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { endPlace, extend, hold, release, seats, sweep } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Somebody whose turn it is, by joining the line. */
async function admitted(concertId: number, person?: string): Promise<Place> {
  const userId = person ?? (await aPerson(stores.db));
  const { token, state } = await join(stores, userId, concertId);
  expect(state).toBe('ACTIVE');
  const place = await verifyQueueToken(token);
  if (place === null) throw new Error('the token is not ours');
  return place;
}

const codeOf = (error: unknown) => (isRefusal(error) ? error.code : error);
const take = ({ performanceId }: Show, place: Place, ...numbers: number[]) =>
  hold(stores, place, { performanceId, seats: numbers });
const refusalOf = (attempt: Promise<unknown>) => attempt.then(() => 'done', codeOf);
const places = async (show: Show, count: number) =>
  Promise.all((await people(stores.db, count)).map((userId) => admitted(show.concertId, userId)));

/** Whoever holds the seat now, counted over what each contender was told. */
async function race(count: number, attempt: (place: Place) => Promise<unknown>, show: Show): Promise<Map<unknown, number>> {
  const outcomes = await Promise.all((await places(show, count)).map((place) => refusalOf(attempt(place))));
  const tally = new Map<unknown, number>();
  for (const outcome of outcomes) tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  return tally;
}

test('of 50 people racing for one seat exactly one holds it', async () => {
  const show = await aShow(stores.db);
  expect(await race(50, (place) => take(show, place, 7), show)).toEqual(
    new Map<unknown, number>([
      ['done', 1],
      ['SEAT_TAKEN', 49],
    ]),
  );
});

test('negative control: looking first and writing then lets several win the same seat', async () => {
  const show = await aShow(stores.db);
  let looking = 0;
  const everyone = Promise.withResolvers<undefined>();
  const checkThenWrite = async (place: Place) => {
    const [seat] = (await seats(stores.db, show.performanceId, place.userId)).filter(({ seat }) => seat === 7);
    if (++looking === 10) everyone.resolve(undefined);
    await everyone.promise;
    if (seat?.state !== 'available') throw new Refusal('SEAT_TAKEN', { seats: [7] });
  };
  expect((await race(10, checkThenWrite, show)).get('done')).toBeGreaterThan(1);
});

test('of 100 people racing for 10 seats exactly 10 hold one', async () => {
  const show = await aShow(stores.db);
  let next = 0;
  const outcomes = await race(100, (place) => take(show, place, (next++ % 10) + 1), show);
  expect(outcomes).toEqual(
    new Map<unknown, number>([
      ['done', 10],
      ['SEAT_TAKEN', 90],
    ]),
  );
});

test('several seats are held all or none', async () => {
  const show = await aShow(stores.db);
  const [first, second] = [await admitted(show.concertId), await admitted(show.concertId)];
  await take(show, first, 2);
  await expect(take(show, second, 1, 2, 3)).rejects.toMatchObject({ code: 'SEAT_TAKEN', details: { seats: [2] } });
  expect(
    (await seats(stores.db, show.performanceId, second.userId))
      .filter(({ state }) => state !== 'available')
      .map(({ seat }) => seat),
  ).toEqual([2]);
});

test('holding more of the same performance adds to the hold and keeps its end', async () => {
  const show = await aShow(stores.db);
  const place = await admitted(show.concertId);
  const one = await take(show, place, 5);
  const two = await take(show, place, 5, 6);
  expect(two).toEqual({ ...one, seats: [5, 6], price: 100_000 });
});

test('one person has at most 4 seats of a concert, however many requests come at once', async () => {
  const show = await aShow(stores.db);
  const place = await admitted(show.concertId);
  const outcomes = await Promise.all([1, 2, 3, 4, 5, 6].map((seat) => refusalOf(take(show, place, seat))));
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(4);
  expect(outcomes.filter((outcome) => outcome === 'SEAT_LIMIT')).toHaveLength(2);
});

test('a lapsed hold is free for others at once, without any job, and cannot be extended', async () => {
  const show = await aShow(stores.db);
  const [first, second] = [await admitted(show.concertId), await admitted(show.concertId)];
  const { reservationId } = await take(show, first, 9);
  await lapse(stores.db, reservationId);
  expect(await take(show, second, 9)).toMatchObject({ seats: [9], status: 'HELD' });
  expect(await refusalOf(extend(stores, first, reservationId))).toBe('HOLD_EXPIRED');
  expect(await sweep(stores.db)).toBeGreaterThanOrEqual(1);
  expect((await seats(stores.db, show.performanceId, second.userId))[8]).toMatchObject({ seat: 9, state: 'mine' });
});

test('a hold is extended twice at most', async () => {
  const show = await aShow(stores.db);
  const place = await admitted(show.concertId);
  const { reservationId, expiresAt } = await take(show, place, 1);
  const extended = await extend(stores, place, reservationId);
  expect(Date.parse(extended.expiresAt)).toBeGreaterThan(Date.parse(expiresAt));
  await extend(stores, place, reservationId);
  expect(await refusalOf(extend(stores, place, reservationId))).toBe('EXTEND_LIMIT');
});

test('releasing some seats keeps the rest, and releasing again is fine', async () => {
  const show = await aShow(stores.db);
  const place = await admitted(show.concertId);
  const { reservationId } = await take(show, place, 1, 2);
  const give = (...numbers: number[]) => release(stores.db, place.userId, show.concertId, reservationId, numbers);
  expect(await give(1)).toMatchObject({ status: 'HELD', seats: [2], price: 50_000 });
  expect(await give(1)).toMatchObject({ status: 'HELD', seats: [2] });
  expect(await give(2)).toMatchObject({ status: 'RELEASED' });
  expect(await give(2)).toMatchObject({ status: 'RELEASED' });
});

test('the end of a place releases what was held under it, and nothing can be held under it again', async () => {
  const show = await aShow(stores.db);
  const place = await admitted(show.concertId);
  await take(show, place, 3);
  await endPlace(stores.db, place);
  expect((await seats(stores.db, show.performanceId, place.userId))[2]).toMatchObject({ state: 'available' });
  expect(await refusalOf(take(show, place, 4))).toBe('QUEUE_TOKEN_EXPIRED');
});

test('a blocked seat and an unknown one are refused as what they are', async () => {
  const show = await aShow(stores.db);
  const place = await admitted(show.concertId);
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId: show.performanceId, number: 1 } },
    data: { blockedReason: '시야 제한' },
  });
  expect(await refusalOf(take(show, place, 1))).toBe('SEAT_BLOCKED');
  expect(await refusalOf(hold(stores, place, { performanceId: show.performanceId, seats: [51] }))).toBe('NOT_FOUND');
});
