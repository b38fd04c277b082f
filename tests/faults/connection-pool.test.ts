import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '#scripts/lib/wait.ts';
import { createClient } from '#server/database/db.ts';
import { toRefusal } from '#server/errors/driver-errors.ts';
import { log } from '#server/config/log.ts';
import { pay } from '#server/payment/payment.ts';
import { auditNow } from '../support/database-state.ts';
import { aPerson, aPerformance } from '../support/factories.ts';
import { aHolder, gate, type Holder, tally } from '../support/people.ts';
import { startPostgresProxy } from '../support/postgres-proxy.ts';
import { testStores, type TestStores } from '../support/stores.ts';
import { transaction } from '#server/database/transaction.ts';
import { charge } from '#server/wallet/wallet.ts';

const poolMax = 10;

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // the tests break connections on purpose
  stores = await testStores({ poolMax });
});
afterAll(() => stores.close());

/** Creates users at two performances; each user holds one seat and can pay for the seat. */
async function holders(count: number): Promise<Holder[]> {
  const shows = [await aPerformance(stores.db), await aPerformance(stores.db)] as const;
  const found: Holder[] = [];
  const seatsOf = (at: number) => ({
    show: at % 2 === 0 ? shows[0] : shows[1],
    seats: [1 + Math.floor(at / 2)],
  });
  const inTurn = async (first: number) => {
    for (let at = first; at < count; at += 8)
      found.push(await aHolder(stores, { money: 50_000, ...seatsOf(at) }));
  };
  await Promise.all(Array.from({ length: 8 }, (_, first) => inTurn(first)));
  return found;
}

test(
  '100 simultaneous payments over a pool of 10 connections all succeed',
  { timeout: 120_000 },
  async () => {
    const all = await holders(100);
    const paying = all.map(({ userId, reservationId, turn }) =>
      pay(stores.db, { userId, reservationId, turn, idempotencyKey: 'the-payment' }),
    );
    expect(await tally(paying)).toEqual({ done: 100 });
    expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  },
);

test('100 simultaneous charges of one wallet over a pool of 10 connections lose no won', async () => {
  const userId = await aPerson(stores.db);
  const charging = Array.from({ length: 100 }, (_, at) =>
    charge(stores.db, userId, { amount: 10, idempotencyKey: `charge-number-${String(at)}` }),
  );
  expect(await tally(charging)).toEqual({ done: 100 });
  expect(await stores.db.account.findUniqueOrThrow({ where: { userId } })).toMatchObject({
    balanceKrw: 1_000n,
  });
});

test('negative control: transactions that request a second connection starve the pool', async () => {
  const url = process.env['DATABASE_URL'] ?? '';
  const { client, pool } = createClient(url, poolMax);
  const allConnected = gate(poolMax);
  const timeout = new AbortController();
  const nesting = Array.from({ length: poolMax }, () =>
    transaction(client, async () => {
      await allConnected();
      const second = client.user.count();
      await Promise.race([
        second,
        new Promise((resolve) => timeout.signal.addEventListener('abort', resolve)),
      ]);
      timeout.signal.throwIfAborted();
    }),
  );
  const all = Promise.allSettled(nesting);
  const isStarved = () =>
    pool.totalCount === poolMax && pool.idleCount === 0 && pool.waitingCount === poolMax;
  expect(await pollUntil(isStarved, { everyMs: 10, msMax: 5_000 })).toBe(true);
  timeout.abort();
  expect((await all).map(({ status }) => status)).toEqual(
    Array.from({ length: poolMax }, () => 'rejected'),
  );
  await client.$disconnect();
  await pool.end();
});

/** Runs work that must time out. Returns the outcome and the duration in seconds. */
async function givesUp(
  work: () => Promise<unknown>,
): Promise<{ outcome: string; seconds: number }> {
  const since = performance.now();
  const outcome = await work().then(
    () => 'done',
    (error: unknown) => toRefusal(error).code,
  );
  return { outcome, seconds: (performance.now() - since) / 1000 };
}

/** Charges a wallet that another transaction has locked. */
async function behindLock(): Promise<unknown> {
  const userId = await aPerson(stores.db);
  const other = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT id FROM accounts WHERE user_id = $1 FOR UPDATE', [userId]);
  return charge(stores.db, userId, { amount: 1, idempotencyKey: 'behind-a-lock' }).finally(() =>
    other.end(),
  );
}

/** Idles in a transaction until PostgreSQL ends the connection, then sends another query. */
const idle = () =>
  stores.db.$transaction(
    async (tx) => {
      const [mine] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      const isGone = async () =>
        (
          await stores.db.$queryRaw<
            unknown[]
          >`SELECT FROM pg_stat_activity WHERE pid = ${mine?.pid}`
        ).length === 0;
      await pollUntil(isGone, { everyMs: 100, msMax: 20_000 });
      await tx.user.count();
    },
    { timeout: 25_000 },
  );

/** Queries through a pool whose only connection is in use. */
async function withoutConnection(): Promise<unknown> {
  const { client, pool } = createClient(process.env['DATABASE_URL'] ?? '', 1);
  const taken = await pool.connect();
  return client.user.count().finally(async () => {
    taken.release();
    await client.$disconnect();
    await pool.end();
  });
}

/** Queries PostgreSQL through a proxy that drops all answers. */
async function unanswered(): Promise<unknown> {
  const proxy = await startPostgresProxy(process.env['DATABASE_URL'] ?? '');
  const { client, pool } = createClient(proxy.url, 1);
  await client.user.count();
  proxy.swallowAnswers();
  return client.user.count().finally(async () => {
    await proxy.close();
    await client.$disconnect();
    await pool.end();
  });
}

test('every wait is bounded: for a lock, a statement, an idle transaction, a connection, an answer', async () => {
  const sleeping = () => stores.db.$queryRaw`SELECT pg_sleep(25)::text`;
  const all = await Promise.all(
    [behindLock, sleeping, idle, withoutConnection, unanswered].map(givesUp),
  );
  expect(all.map(({ outcome }) => outcome)).toEqual(all.map(() => 'TRY_AGAIN'));
  const boundsSeconds = [4, 8, 10, 10, 12];
  for (const [at, { seconds }] of all.entries()) {
    expect(seconds).toBeGreaterThan((boundsSeconds[at] ?? 0) - 1);
    expect(seconds).toBeLessThan((boundsSeconds[at] ?? 0) + 8); // a busy machine adds up to 8 s
  }
});
