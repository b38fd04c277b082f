import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redisOnPath, startTestRedis } from '#scripts/stores/redis.ts';
import { createClient } from '../database/db.ts';
import { refusalCodes, refusalStatus } from './errors.schema.ts';
import { constraintOf, sqlStateOf, isUnavailable, toRefusal } from './driver-errors.ts';
import { toProblem } from './problem.ts';
import { isRefusal, Refusal, refuse, titleOf, tryAgain } from './refusal.ts';
import { log } from '../config/log.ts';
import { createRedis } from '../redis/redis.ts';
import { runScript, scriptOf } from '../redis/script.ts';
import { aPerson } from '#tests/support/factories.ts';
import { gate, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { isSerializationFailure } from '../database/transaction.ts';
import type { Tx } from '../database/transaction.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const thrownBy = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error,
  );

const balanceOf = (tx: Tx, userId: string) =>
  tx.account.findUniqueOrThrow({ where: { userId }, select: { balanceKrw: true } });

/**
 * Makes two serializable transactions conflict: both read before the first write. Returns the error
 * of the transaction that PostgreSQL rolls back.
 */
async function undone(write: (tx: Tx, userId: string) => Promise<unknown>): Promise<unknown> {
  const userId = await aPerson(stores.db);
  const bothHaveRead = gate(2);
  const attempt = () =>
    stores.db.$transaction(
      async (tx) => {
        await balanceOf(tx, userId);
        await bothHaveRead();
        await write(tx, userId);
      },
      { isolationLevel: 'Serializable' },
    );
  const results = await Promise.allSettled([attempt(), attempt()]);
  return results.find((result) => result.status === 'rejected')?.reason;
}

test('a serialization failure of a model call is recognised', async () => {
  const error = await undone((tx, userId) =>
    tx.account.update({ where: { userId }, data: { balanceKrw: { increment: 1 } } }),
  );
  expect(error).toMatchObject({ code: 'P2034' });
  expect(isSerializationFailure(error)).toBe(true);
});

test('a serialization failure of a raw statement is recognised', async () => {
  const error = await undone(
    (tx, userId) =>
      tx.$executeRaw`UPDATE accounts SET balance_krw = 1 WHERE user_id = ${userId}::uuid`,
  );
  expect(sqlStateOf(error)).toBe('40001');
  expect(isSerializationFailure(error)).toBe(true);
});

test('a serialization failure of a COMMIT is recognised, if only the reads conflict', async () => {
  const [first, second] = [await aPerson(stores.db), await aPerson(stores.db)];
  const bothHaveWritten = gate(2);
  const attempt = (read: string, write: string) =>
    stores.db.$transaction(
      async (tx) => {
        await balanceOf(tx, read);
        await tx.$executeRaw`UPDATE accounts SET balance_krw = 1 WHERE user_id = ${write}::uuid`;
        await bothHaveWritten();
      },
      { isolationLevel: 'Serializable' },
    );
  const results = await Promise.allSettled([attempt(first, second), attempt(second, first)]);
  const error: unknown = results.find((result) => result.status === 'rejected')?.reason;
  expect(error).not.toHaveProperty('code');
  expect(sqlStateOf(error)).toBe('40001');
  expect(isSerializationFailure(error)).toBe(true);
});

test('the violated unique index is named, after a model call and after a raw statement', async () => {
  const { email } = await stores.db.user.findUniqueOrThrow({
    where: { id: await aPerson(stores.db) },
    select: { email: true },
  });
  const model = await thrownBy(stores.db.user.create({ data: { email, name: 'again' } }));
  const raw = await thrownBy(
    stores.db.$executeRaw`INSERT INTO users (email, name) VALUES (${email}, 'again')`,
  );
  for (const error of [model, raw]) {
    expect(constraintOf(error)).toBe('users_email_key');
    expect(isSerializationFailure(error)).toBe(false);
    expect(isUnavailable(error)).toBe(false);
  }
  expect(constraintOf(new Error('something else'))).toBeUndefined();
});

test('a violated CHECK is a bug, not an outage', async () => {
  const userId = await aPerson(stores.db);
  const error = await thrownBy(
    stores.db.account.update({ where: { userId }, data: { balanceKrw: -1 } }),
  );
  expect(isUnavailable(error)).toBe(false);
  expect(toRefusal(error).code).toBe('INTERNAL');
});

test('an unreachable database is unavailable', async () => {
  const { client, pool } = createClient('postgresql://nobody@127.0.0.1:1/none', 2);
  for (const attempt of [
    () => client.user.count(),
    () => client.$queryRaw`SELECT 1`,
    () => client.$transaction((tx) => tx.user.count()),
  ]) {
    const error = await thrownBy(attempt());
    expect(isUnavailable(error)).toBe(true);
    expect(toRefusal(error)).toMatchObject({ code: 'TRY_AGAIN', retryAfterSeconds: 2 });
  }
  await client.$disconnect();
  await pool.end();
});

test('an unreachable Redis is unavailable', async () => {
  const closed = createRedis('redis://127.0.0.1:1');
  closed.on('error', () => undefined);
  expect(isUnavailable(await thrownBy(closed.get('anything')))).toBe(true);
  closed.disconnect();
  expect(isUnavailable(await thrownBy(closed.get('anything')))).toBe(true);
});

test.each([
  'CLUSTERDOWN The cluster is down',
  "READONLY You can't write against a read only replica.",
  "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  'TRYAGAIN Multiple keys request during rehashing of slot',
  'Too many Cluster redirections. Last error: ReplyError: MOVED 1570 127.0.0.1:34357',
  'None of startup nodes is available',
  'Failed to refresh slots cache.',
])('a cluster’s “%s” counts as unavailable', (message) => {
  expect(toRefusal(new Error(message))).toMatchObject({ code: 'TRY_AGAIN', retryAfterSeconds: 2 });
});

test.skipIf(redisOnPath() === undefined)(
  'a Redis that is full or has become a replica is unavailable',
  async () => {
    const server = await startTestRedis();
    const client = createRedis(server.url);
    const write = () =>
      runScript(client, scriptOf("return redis.call('SET', KEYS[1], 'a value')"), ['a key'], []);
    await client.config('SET', 'maxmemory', '1');
    const full = await thrownBy(write());
    await client.config('SET', 'maxmemory', '0');
    expect(await write()).toBe('OK');
    await client.replicaof('127.0.0.1', '1');
    const demoted = await thrownBy(write());
    expect([full, demoted].map(isUnavailable)).toEqual([true, true]);
    expect(
      isUnavailable(await thrownBy(client.call('EVAL', "return redis.call('NOTHING')", 0))),
    ).toBe(false);
    client.disconnect();
    await server.stop();
  },
);

test('a statement timeout and a lock timeout count as unavailable', async () => {
  const slow = stores.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL statement_timeout = 20`;
    await tx.$queryRaw`SELECT pg_sleep(5)::text`;
  });
  expect(isUnavailable(await thrownBy(slow))).toBe(true);
  const userId = await aPerson(stores.db);
  const waiting = stores.db.$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE accounts SET balance_krw = 1 WHERE user_id = ${userId}::uuid`;
    await stores.db.$transaction(async (other) => {
      await other.$executeRaw`SET LOCAL lock_timeout = 20`;
      await other.account.update({ where: { userId }, data: { balanceKrw: 2 } });
    });
  });
  expect(isUnavailable(await thrownBy(waiting))).toBe(true);
});

/** Closes the connection of a transaction before the statement `next`. */
const cutOff = (next: (tx: Tx) => Promise<unknown>) =>
  stores.db.$transaction(async (tx) => {
    const [mine] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await stores.db.$queryRaw`SELECT pg_terminate_backend(${mine?.pid}::int)`;
    await until(
      async () =>
        (
          await stores.db.$queryRaw<
            unknown[]
          >`SELECT pid FROM pg_stat_activity WHERE pid = ${mine?.pid}`
        ).length === 0,
    );
    await next(tx);
  });

test('a connection lost within a transaction counts as unavailable at any next statement', async () => {
  log.level = 'silent'; // hides the expected errors of lost connections
  for (const next of [
    (tx: Tx) => tx.user.count(),
    (tx: Tx) => tx.$queryRaw`SELECT 1`,
    () => Promise.resolve(),
  ]) {
    const error = await thrownBy(cutOff(next));
    expect(isUnavailable(error)).toBe(true);
    expect(isSerializationFailure(error)).toBe(false);
  }
});

test('any other thrown value is INTERNAL, without details for the client', () => {
  for (const thrown of [new TypeError(`secret ${randomUUID()}`), 'text', null, undefined, 7]) {
    expect(toProblem(toRefusal(thrown))).toEqual({
      status: 500,
      title: 'Something went wrong on our side',
      detail: 'Something went wrong on our side',
      code: 'INTERNAL',
    });
  }
});

test('a refusal keeps its status, sentence and details', () => {
  const refusal = new Refusal('SEAT_TAKEN', { seats: [7] });
  expect(toRefusal(refusal)).toBe(refusal);
  expect(toProblem(refusal)).toMatchObject({ status: 409, code: 'SEAT_TAKEN', seats: ['07'] });
  expect(isRefusal(new Error('SEAT_TAKEN'))).toBe(false);
  expect(() => refuse('SEAT_LIMIT', { limit: 4 })).toThrow(
    expect.objectContaining({ details: { limit: 4 } }) as Error,
  );
  expect(tryAgain(new Error('why')).retryAfterSeconds).toBe(2);
});

test('every code has an HTTP error status and its own sentence', () => {
  expect(new Set(refusalCodes.map(titleOf)).size).toBe(refusalCodes.length);
  for (const code of refusalCodes) {
    expect(refusalStatus[code]).toBeGreaterThanOrEqual(400);
    if (code !== 'INTERNAL')
      expect([501, 503, ...Array.from({ length: 100 }, (_, at) => 400 + at)]).toContain(
        refusalStatus[code],
      );
  }
});
