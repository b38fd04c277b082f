import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { migrate } from '#scripts/migrate.ts';
import { seed } from '#prisma/seed.ts';
import { aHolder } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import {
  startTransactionPooler,
  type TransactionPooler,
} from '#tests/support/transaction-pooler.ts';
import { audit } from '../audit/audit.ts';
import { pay, refund, relayOutbox } from '../payment/payment.ts';
import { sweep } from '../seating/seating.ts';
import { charge } from '../wallet/wallet.ts';
import { createClient, createPool } from './db.ts';
import { sessionProblem, sessionSettingsSql } from './session-settings.ts';

let stores: TestStores;
let pooler: TransactionPooler | undefined;
beforeAll(async () => void (stores = await testStores()));
afterEach(async () => {
  await pooler?.close();
  pooler = undefined;
});
afterAll(() => stores.close());

const databaseUrl = () => process.env['DATABASE_URL'] ?? '';

async function problemAt(url: string): Promise<string | null> {
  const pool = createPool(url, 2);
  return sessionProblem(pool).finally(() => pool.end());
}

async function query(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

test('the role has the settings, so that a connection needs to send none', async () => {
  expect(await problemAt(databaseUrl())).toBeNull();
});

test('a missing setting is named with the command that sets it, and the command does', async () => {
  const database = new URL(databaseUrl()).pathname.slice(1);
  await query(databaseUrl(), `ALTER ROLE CURRENT_USER IN DATABASE ${database} RESET ALL`);
  expect(await problemAt(databaseUrl())).toBe(
    'Database sessions lack settings (lock_timeout is 0, not 4s; statement_timeout is 0, not 8s; idle_in_transaction_session_timeout is 0, not 10s; enable_seqscan is on, not off; jit is on, not off; plan_cache_mode is auto, not force_generic_plan): run npm run migrate, then RECONNECT the pooler if there is one.',
  );
  await migrate(databaseUrl());
  expect(await problemAt(databaseUrl())).toBeNull();
});

test('a server connection that is older than the settings is found behind a pooler', async () => {
  const database = new URL(databaseUrl()).pathname.slice(1);
  await query(databaseUrl(), `ALTER ROLE CURRENT_USER IN DATABASE ${database} RESET jit`);
  pooler = await startTransactionPooler(databaseUrl());
  await query(databaseUrl(), sessionSettingsSql(database));
  expect(await problemAt(pooler.url)).toMatch(
    /^Database sessions lack settings \(jit is on, not off\): /,
  );
});

test.each([2, 3])(
  'a pooler with %i connections is refused if it loses prepared statements between transactions',
  async (connections) => {
    pooler = await startTransactionPooler(databaseUrl(), {
      connections,
      preparedStatements: false,
    });
    expect(await problemAt(pooler.url)).toMatch(
      /^The pooler loses prepared statements .* use session mode/,
    );
  },
);

test('a pooler that keeps prepared statements in transaction mode is accepted', async () => {
  pooler = await startTransactionPooler(databaseUrl());
  expect(await problemAt(pooler.url)).toBeNull();
});

test('charge, hold, payment, refund, jobs, audit, migration and seed leave no setting and no lock on a pooled connection', async () => {
  pooler = await startTransactionPooler(databaseUrl());
  await migrate(pooler.url);
  await seed(pooler.url);
  const { client, pool } = createClient(pooler.url, 2);
  const pooled = { ...stores, db: client };
  const { userId, reservationId, turn } = await aHolder(pooled, { money: 50_000 });
  await charge(client, userId, { amount: 1, idempotencyKey: 'one-more-won' });
  const { paymentId } = await pay(client, {
    userId,
    reservationId,
    turn,
    idempotencyKey: 'the-payment',
  });
  await refund(client, {
    byUserId: userId,
    paymentId,
    reason: 'moved',
    idempotencyKey: 'the-refund',
  });
  await relayOutbox(pooled);
  await sweep(client);
  await client.$disconnect();
  await pool.end();
  const auditor = new pg.Client({ connectionString: pooler.url });
  await auditor.connect();
  expect((await audit(auditor)).filter(({ breaches }) => breaches > 0)).toEqual([]);
  await auditor.end();
  expect(await pooler.leftBehind()).toEqual([]);
}, 120_000);

test('negative control: a setting and an advisory lock of a session are left behind', async () => {
  pooler = await startTransactionPooler(databaseUrl());
  await query(pooler.url, "SET lock_timeout = '1s'", 'SELECT pg_advisory_lock(1)');
  expect(await pooler.leftBehind()).toEqual(['lock advisory', 'setting lock_timeout']);
});
