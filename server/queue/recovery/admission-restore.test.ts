import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerformance, people } from '#tests/support/factories.ts';
import { loseQueue } from '#tests/support/test-queue.ts';
import { placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { persistEnd } from '../../seating/seating.ts';
import { queueCounts, join, keepTurn, leave, type Stores, status } from '../queue.ts';
import { openAdmissions } from './admission-record.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Returns stores whose database rejects the record of an admission. */
function unableToRecord(): Stores {
  const query = (sql: string, ...values: unknown[]) =>
    sql.includes('INSERT INTO turns')
      ? Promise.reject(new Error('the database refuses the insert'))
      : stores.db.$queryRawUnsafe(sql, ...values);
  const db = new Proxy(stores.db, {
    get: (target, name) =>
      name === '$queryRawUnsafe' ? query : (Reflect.get(target, name) as unknown),
  });
  return { db, redis: stores.redis };
}

test('no admission is announced before it is recorded', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const [first = '', second = ''] = await people(stores.db, 2);
  await expect(join(unableToRecord(), first, concertId)).rejects.toThrow(
    'the database refuses the insert',
  );
  expect(await openAdmissions(stores.db, concertId)).toEqual([]);
  const { token } = await join(stores, first, concertId);
  expect(await openAdmissions(stores.db, concertId)).toMatchObject([{ userId: first, number: 1 }]);

  const waiting = placeOf((await join(stores, second, concertId)).token);
  await leave(stores, first, concertId);
  await expect(status(unableToRecord(), waiting)).rejects.toThrow(
    'the database refuses the insert',
  );
  expect(await openAdmissions(stores.db, concertId)).not.toContainEqual(
    expect.objectContaining({ userId: second }),
  );
  expect(await status(stores, waiting)).toMatchObject({ state: 'ACTIVE' });
  expect(await openAdmissions(stores.db, concertId)).toContainEqual(
    expect.objectContaining({ userId: second, number: 2 }),
  );
  expect(await status(stores, placeOf(token))).toMatchObject({ state: 'EXPIRED' });
});

test('a turn survives the loss of Redis with its remaining time, as extended by a hold', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 2 });
  const [first = '', second = ''] = await people(stores.db, 2);
  const turns = [
    placeOf((await join(stores, first, concertId)).token),
    placeOf((await join(stores, second, concertId)).token),
  ];
  for (const turn of turns) await status(stores, turn);
  await keepTurn(stores, { ...(turns[1] ?? never()) }, 700_000);
  const endsAt = () =>
    Promise.all(
      turns.map(async (turn) => Date.parse((await status(stores, turn)).expiresAt ?? '')),
    );
  const before = await endsAt();
  await loseQueue(stores.redis, concertId);
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 0, active: 2 });
  for (const [at, ms] of (await endsAt()).entries())
    expect(Math.abs(ms - (before[at] ?? 0))).toBeLessThan(1_000);
});

test('an ended turn is not restored by any token of its user', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const [first = '', second = ''] = await people(stores.db, 2);
  await join(stores, first, concertId);
  const older = placeOf((await join(stores, second, concertId)).token);
  await loseQueue(stores.redis, concertId);
  const newer = placeOf((await join(stores, second, concertId)).token);
  expect(newer.number).toBeGreaterThan(older.number);
  expect(await status(stores, older)).toMatchObject({ state: 'WAITING', number: older.number });

  await stores.redis.hset(`jari:{${String(concertId)}}:meta`, 'heldUntil', 0);
  await leave(stores, first, concertId);
  expect(await status(stores, newer)).toMatchObject({ state: 'ACTIVE', number: older.number });
  const ended = await leave(stores, second, concertId);
  expect(ended).toMatchObject(newer); // the end also revokes the user's earlier places
  await persistEnd(stores.db, ended ?? never());
  expect(await openAdmissions(stores.db, concertId)).not.toContainEqual(
    expect.objectContaining({ userId: second }),
  );
});

function never(): never {
  throw new Error('unreachable');
}
