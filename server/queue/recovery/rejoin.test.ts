import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../../config/log.ts';
import { persistEnd } from '../../seating/seating.ts';
import { aPerson, aPerformance, people, type PerformanceIds } from '#tests/support/factories.ts';
import { loseQueue } from '#tests/support/test-queue.ts';
import { placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { lastTick } from '../ticker.ts';
import { join, leave, type Place, presentedPlace, status } from '../queue.ts';
import { reinsert } from './rejoin.ts';
import { signQueueToken } from '../token/token.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences warnings of deliberately lost queues
  stores = await testStores();
});
afterAll(() => stores.close());

/** Creates a queue with one active user and `count` waiting users. */
async function aFullQueue(
  count: number,
): Promise<{ show: PerformanceIds; active: Place; waiting: Place[] }> {
  const show = await aPerformance(stores.db, { capacity: 1 });
  const places: Place[] = [];
  for (const person of await people(stores.db, count + 1))
    places.push(placeOf((await join(stores, person, show.concertId)).token));
  const [active = never(), ...waiting] = places;
  return { show, active, waiting };
}

function never(): never {
  throw new Error('unreachable');
}

test('a token presented after a loss returns its place, in any order of rejoining, ahead of all newcomers', async () => {
  const { show, waiting } = await aFullQueue(3);
  await loseQueue(stores.redis, show.concertId);
  const late = placeOf((await join(stores, await aPerson(stores.db), show.concertId)).token);
  for (const place of waiting.toReversed()) await status(stores, place);
  const positions = [];
  for (const place of [...waiting, late]) positions.push((await status(stores, place)).number);
  expect(positions).toEqual([2, 3, 4, late.number]);
  expect(late.number).toBeGreaterThan(4);
});

test('a revoked place is not returned: left, its turn over, or revoked by a later end', async () => {
  const { show, waiting } = await aFullQueue(3);
  const { concertId } = show;
  const [left = never(), over = never(), stays = never()] = waiting;
  const ended = await leave(stores, left.userId, concertId);
  await persistEnd(stores.db, ended ?? never());
  const { userId, epoch, number } = over;
  const turn = { concertId, userId, epoch, number, spendsEpoch: epoch, spendsNumber: number };
  const past = new Date(Date.now() - 1_000);
  const data = { ...turn, admittedAt: past, until: past };
  await stores.db.turn.create({ data, select: { number: true } });
  await loseQueue(stores.redis, concertId);
  expect(await status(stores, left)).toMatchObject({ state: 'EXPIRED' });
  expect(await status(stores, over)).toMatchObject({ state: 'EXPIRED' });
  expect(await status(stores, stays)).toMatchObject({
    state: 'WAITING',
    number: stays.number,
    position: 1,
  });
});

test('users who rejoin at once cost two statements and one command', async () => {
  const { show, waiting } = await aFullQueue(40);
  await loseQueue(stores.redis, show.concertId);
  await join(stores, await aPerson(stores.db), show.concertId);
  const asked = vi.spyOn(stores.db, '$queryRawUnsafe');
  const called = vi.spyOn(stores.redis, 'call');
  await Promise.all(waiting.map((place) => reinsert(stores, place)));
  const returns = called.mock.calls.filter((call) => call.length > 60);
  // All rejoins share two statements and one command.
  expect([asked.mock.calls.length, returns.length]).toEqual([2, 1]);
  asked.mockRestore();
  called.mockRestore();
  const positions = await Promise.all(
    waiting.map(async (place) => (await status(stores, place)).position),
  );
  expect(positions).toEqual(waiting.map((_, at) => at + 1));
});

test('a place survives a second loss, also if the empty queue had released its numbers in between', async () => {
  const { show, active, waiting } = await aFullQueue(1);
  const { concertId } = show;
  const [place = never()] = waiting;
  await status(stores, active);
  await loseQueue(stores.redis, concertId);
  const passing = await aPerson(stores.db);
  await join(stores, passing, concertId);
  await leave(stores, passing, concertId);
  await stores.redis.hset(`jari:{${String(concertId)}}:meta`, 'heldUntil', 0);
  await lastTick(stores); // releases the numbers, because no user waits
  const numbers = () =>
    stores.db.queueEpoch.findFirstOrThrow({ where: { concertId }, orderBy: { epoch: 'desc' } });
  expect((await numbers()).idle).toBeGreaterThan(place.number);

  expect(await status(stores, place)).toMatchObject({ state: 'WAITING', number: place.number });
  expect((await numbers()).idle).toBeLessThan(place.number);
  await loseQueue(stores.redis, concertId);
  expect(await status(stores, place)).toMatchObject({
    state: 'WAITING',
    number: place.number,
    recovering: true,
  });
});

test('joining with the token of a lost place returns that place, or a new one if it is revoked', async () => {
  const { show, waiting } = await aFullQueue(2);
  const { concertId } = show;
  const [place = never(), left = never()] = waiting;
  await persistEnd(stores.db, (await leave(stores, left.userId, concertId)) ?? never());
  await loseQueue(stores.redis, concertId);
  const again = await join(stores, place.userId, concertId, place);
  expect([again.number, placeOf(again.token)]).toEqual([place.number, place]);
  expect((await join(stores, left.userId, concertId, left)).number).toBeGreaterThan(left.number);
});

test('joining without the token gives a new place, which the old one replaces once presented; both tokens are then valid for it', async () => {
  const { show, waiting } = await aFullQueue(1);
  const [older = never()] = waiting;
  await loseQueue(stores.redis, show.concertId);
  const newer = placeOf((await join(stores, older.userId, show.concertId)).token);
  expect(newer.number).toBeGreaterThan(older.number);
  for (const token of [older, newer, older])
    expect(await status(stores, token)).toMatchObject({
      state: 'WAITING',
      number: older.number,
      position: 1,
      behind: 0,
    });
});

test('only the user’s own token of the same queue counts on joining', () => {
  const place = {
    userId: '5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a77',
    concertId: 5,
    epoch: 2,
    number: 3,
  };
  const token = signQueueToken(place, 1_000, 2_000);
  expect(presentedPlace(token, place.userId, 5)).toMatchObject(place);
  expect(presentedPlace(token, '5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a78', 5)).toBeUndefined();
  expect(presentedPlace(token, place.userId, 6)).toBeUndefined();
  expect(presentedPlace('forged', place.userId, 5)).toBeUndefined();
  expect(presentedPlace(undefined, place.userId, 5)).toBeUndefined();
});

test('a second device has the same place with another token, and either ends it for both', async () => {
  const { show, waiting } = await aFullQueue(1);
  const [place = never()] = waiting;
  const second = placeOf((await join(stores, place.userId, show.concertId)).token);
  expect(second).toEqual(place);
  await leave(stores, place.userId, show.concertId);
  for (const token of [place, second])
    expect(await status(stores, token)).toMatchObject({ state: 'EXPIRED' });
});
