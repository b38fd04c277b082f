import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aPerformance, people } from '#tests/support/factories.ts';
import { ClockedQueue } from '#tests/support/test-queue.ts';
import { placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { queueCounts, join } from '../queue.ts';
import { repliesIn } from './commands.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

/** Returns the replies of one join command, mutated by `broken`. */
async function joinedTogether(
  users: string[],
  {
    capacity = 1,
    reserved = 100,
    broken,
  }: { capacity?: number; reserved?: number; broken?: (script: string) => string },
): Promise<string[]> {
  const queue = new ClockedQueue(stores.redis, broken);
  await queue.open({ capacity }, { reserved });
  const replies = repliesIn((await queue.run('join', 1, ...users)) as string[]);
  await queue.clear();
  return replies.map(({ words }) => words.split(' ').slice(0, 3).join(' '));
}

const inJoinOrder = ['ACTIVE 1 0', 'WAITING 2 1', 'WAITING 3 2'];

test('within one command the first user gets the lowest number', async () => {
  expect(await joinedTogether(['c', 'a', 'b'], {})).toEqual(inJoinOrder);
});

test('negative control: a reversed order is noticed', async () => {
  const broken = (script: string) =>
    script.replace('for at = 2, #ARGV do\n  answers', 'for at = #ARGV, 2, -1 do\n  answers');
  expect(await joinedTogether(['c', 'a', 'b'], { broken })).not.toEqual(inJoinOrder);
});

test('a user who joins twice in one command has one place', async () => {
  expect(await joinedTogether(['a', 'a', 'b'], {})).toEqual([
    'ACTIVE 1 0',
    'ACTIVE 1 0',
    'WAITING 2 1',
  ]);
});

test('a join is admitted at once within the capacity, and gets RESERVE without a number', async () => {
  const replies = await joinedTogether(['a', 'b', 'c', 'd'], { capacity: 2, reserved: 3 });
  expect(replies).toEqual(['ACTIVE 1 0', 'ACTIVE 2 0', 'WAITING 3 1', 'RESERVE 1']);
});

test('joins of one moment are one command, in their order of arrival', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const [first = '', ...others] = await people(stores.db, 60);
  await queueCounts(stores, concertId);
  await join(stores, first, concertId); // also reserves a number block
  const call = vi.spyOn(stores.redis, 'call');
  const joined = await Promise.all(others.map((userId) => join(stores, userId, concertId)));
  expect(joined.map(({ token }) => placeOf(token).number)).toEqual(others.map((_, at) => at + 2));
  expect(joined.map(({ position }) => position)).toEqual(others.map((_, at) => at + 1));
  expect(call.mock.calls.filter(([name]) => name === 'EVALSHA')).toHaveLength(1);
});

test('a failure of one queue does not affect another', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const { concertId: spoilt } = await aPerformance(stores.db, { capacity: 1 });
  const [a = '', b = ''] = await people(stores.db, 2);
  await Promise.all([queueCounts(stores, concertId), queueCounts(stores, spoilt)]);
  await stores.redis.set(`jari:{${String(spoilt)}}:waiting`, 'no sorted set');
  const [good, bad] = await Promise.allSettled([
    join(stores, a, concertId),
    join(stores, b, spoilt),
  ]);
  expect([good.status, bad.status]).toEqual(['fulfilled', 'rejected']);
});
