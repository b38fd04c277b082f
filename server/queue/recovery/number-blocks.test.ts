import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { gate, placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { queueCounts, join } from '../queue.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

type Numbering = (userId: string, concertId: number) => Promise<number>;
const joining: Numbering = async (userId, concertId) =>
  placeOf((await join(stores, userId, concertId)).token).number;

/** Returns the sorted numbers of `count` concurrent joins, by one user or by `count` users. */
async function numbersOf(
  number: Numbering,
  who: 'one user' | 'many users',
  count: number,
): Promise<number[]> {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const me = await aPerson(stores.db);
  const joins =
    who === 'many users' ? await people(stores.db, count) : Array.from({ length: count }, () => me);
  const numbers = await Promise.all(joins.map((userId) => number(userId, concertId)));
  return numbers.toSorted((a, b) => a - b);
}
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

test('30 concurrent joins of one user give one place', async () => {
  expect(new Set(await numbersOf(joining, 'one user', 30))).toEqual(new Set([1]));
});

test('negative control: reading the place and then issuing a number gives one user several', async () => {
  const everyone = gate(30);
  const readThenIssue: Numbering = async (userId, concertId) => {
    const key = `jari-test:{${String(concertId)}}`;
    const known = await stores.redis.hget(`${key}:places`, userId);
    await everyone();
    if (known !== null) return Number(known);
    const number = await stores.redis.incr(`${key}:next`);
    await stores.redis.hset(`${key}:places`, userId, number);
    return number;
  };
  expect(new Set(await numbersOf(readThenIssue, 'one user', 30)).size).toBeGreaterThan(1);
});

test('40 concurrent joins get the numbers 1 to 40, each once', async () => {
  expect(await numbersOf(joining, 'many users', 40)).toEqual(upTo(40));
});

test('negative control: reading the last number and writing the next issues some twice', async () => {
  const everyone = gate(40);
  const readThenWrite: Numbering = async (_, concertId) => {
    const key = `jari-test:{${String(concertId)}}:next`;
    const number = Number(await stores.redis.get(key)) + 1;
    await everyone();
    await stores.redis.set(key, number);
    return number;
  };
  expect(await numbersOf(readThenWrite, 'many users', 40)).not.toEqual(upTo(40));
});

test('negative control: numbers from the clock are not distinct', async () => {
  const byClock: Numbering = () => Promise.resolve(Date.now());
  expect(await numbersOf(byClock, 'many users', 40)).not.toEqual(upTo(40));
});

test('numbers follow the order of joining', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  for (const [at, userId] of (await people(stores.db, 5)).entries())
    expect(await joining(userId, concertId)).toBe(at + 1);
});

test('users who find Redis empty open the queue once, and no join is lost', async () => {
  for (let round = 0; round < 5; round++) {
    const { concertId } = await aPerformance(stores.db, { capacity: 1 });
    await Promise.all(
      (await people(stores.db, 12)).map((userId) => join(stores, userId, concertId)),
    );
    expect(await queueCounts(stores, concertId)).toEqual({ waiting: 11, active: 1 });
    const concert = await stores.db.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: { queueEpoch: true },
    });
    expect(concert.queueEpoch).toBe(2);
  }
});
