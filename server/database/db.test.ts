import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Db } from './db.ts';
import { toRefusal } from '../errors/driver-errors.ts';
import { pay } from '../payment/payment.ts';
import { hold } from '../seating/seating.ts';
import { admitted, aHolder } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { transaction, type Tx } from './transaction.ts';
import { charge } from '../wallet/wallet.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

type Work = (tx: Tx) => Promise<unknown>;

/**
 * Returns the relations or pages that the serializable transactions of `run` read before COMMIT.
 */
async function readBy(
  run: (db: Db) => Promise<unknown>,
  { what, before = 'SELECT 1' }: { what: 'relation' | 'page'; before?: string | undefined },
): Promise<string[]> {
  const found = new Set<string>();
  const recorded = (work: Work, options: object) =>
    stores.db.$transaction(async (tx) => {
      await tx.$executeRawUnsafe(before);
      const result = await work(tx);
      // Selects locks of this transaction only, because PostgreSQL keeps predicate locks of earlier
      // transactions while others run.
      const locks = await tx.$queryRaw<{ name: string }[]>`
        SELECT relation::regclass::text AS name FROM pg_locks WHERE mode = 'SIReadLock' AND locktype = ${what} AND virtualtransaction = (
          SELECT virtualtransaction FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'virtualxid')`;
      for (const { name } of locks) found.add(name);
      return result;
    }, options);
  await run(
    new Proxy(stores.db, {
      get: (db, name) => (name === '$transaction' ? recorded : Reflect.get(db, name)) as unknown,
    }),
  );
  return [...found].toSorted();
}

/**
 * Lets users charge, hold and pay, on small tables with current statistics. Returns the relations
 * or pages that the users' transactions read.
 */
async function buying(what: 'relation' | 'page', before?: string): Promise<string[]> {
  const { show, turn, userId, reservationId } = await aHolder(stores, { money: 50_000 });
  const other = await admitted(stores, show);
  await stores.db.$executeRaw`ANALYZE`;
  const run = async (db: Db) => {
    await charge(db, userId, { amount: 1, idempotencyKey: 'one-more-won' });
    await hold({ ...stores, db }, other, { performanceId: show.performanceId, seats: [2] });
    await pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
  };
  return readBy(run, { what, before });
}

test('charging, holding and paying never read a whole table, however small', async () => {
  expect(await buying('relation')).toEqual([]);
});

test('negative control: with the planner’s default they read whole tables that every buyer writes', async () => {
  expect(await buying('relation', 'SET LOCAL enable_seqscan = on')).toEqual(
    expect.arrayContaining(['accounts', 'buyers', 'reservations']),
  );
});

// Indexes with consecutive keys: a transaction that reads a page of such an index conflicts with
// all concurrent charges and payments.
const writtenByAll = [
  'ledger_transactions_pkey',
  'ledger_entries_pkey',
  'payments_pkey',
  'tickets_pkey',
  'outbox_pkey',
];

test('before COMMIT, charging, holding and paying read no page that every buyer writes', async () => {
  const read = await buying('page');
  // control: `readBy` finds pages that the transactions read.
  expect(read).toContain('accounts_user_id_key');
  expect(read.filter((name) => writtenByAll.includes(name))).toEqual([]);
});

test('holding and paying read only their own seats, with any statistics', async () => {
  expect(await buying('page')).not.toContain('seats');
});

test('negative control: with immediate foreign keys they read such pages', async () => {
  expect(await buying('page', 'SET CONSTRAINTS ALL IMMEDIATE')).toEqual(
    expect.arrayContaining(['ledger_transactions_pkey', 'payments_pkey']),
  );
});

/**
 * Lets a user charge, hold and pay over one connection. Returns the statements that PostgreSQL
 * planned for single executions.
 */
async function plannedAnew(before: string): Promise<string[]> {
  const { client: db, pool } = createClient(stores.databaseUrl, 1);
  await db.$executeRawUnsafe(before);
  for (let round = 0; round < 3; round++) {
    const { userId, reservationId, turn } = await aHolder({ ...stores, db }, { money: 50_000 });
    await pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
  }
  const found = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM pg_prepared_statements WHERE custom_plans > 0`;
  await db.$disconnect();
  await pool.end();
  return found.map(({ name }) => name);
}

test('no prepared statement is planned again at its executions', async () => {
  expect(await plannedAnew('SELECT 1')).toEqual([]);
});

test('negative control: with PostgreSQL’s default, charges, holds and payments are', async () => {
  expect(await plannedAnew('SET plan_cache_mode = auto')).toEqual(
    expect.arrayContaining([
      'payment/sql/pay.sql',
      'seating/sql/create-hold.sql',
      'seating/sql/precheck.sql',
      'wallet/sql/charge.sql',
    ]),
  );
});

/** PostgreSQL's last message on a connection that it closes. */
const terminating = (() => {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0');
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + fields.length);
  return Buffer.concat([Buffer.from('E'), length, fields]);
})();
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/**
 * Starts a proxy to the database that closes each connection in the packet of its ReadyForQuery.
 */
async function startTerminatingProxy(): Promise<{ url: string; close: () => void }> {
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  const [port, open] = [Number(url.port), new Set<Socket>()];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) open.add(socket.on('error', () => undefined));
    near.pipe(far);
    far.on('data', (bytes) => {
      const isReady = bytes.subarray(-readyForQuery.length).equals(readyForQuery);
      if (isReady) near.end(Buffer.concat([bytes, terminating]));
      else near.write(bytes);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url.host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return { url: url.href, close };
}

test('a connection that closes as it is handed out fails its transaction, not the process', async () => {
  const { url, close } = await startTerminatingProxy();
  const { client, pool } = createClient(url, 1);
  const code = await transaction(client, (tx) => tx.user.count()).catch(
    (error: unknown) => toRefusal(error).code,
  );
  expect(code).toBe('TRY_AGAIN');
  await client.$disconnect();
  await pool.end();
  close();
});

test('every connection from the pool has an error listener; control: connections of a plain pool have none', async () => {
  const listeners = (pool: pg.Pool) =>
    new Promise<number>((resolve, reject) => {
      pool.connect((error, connection, release) => {
        if (error !== undefined || connection === undefined)
          reject(error ?? new Error('no connection'));
        else resolve(connection.listenerCount('error'));
        release();
      });
    });
  const url = process.env['DATABASE_URL'] ?? '';
  const [{ client, pool }, plain] = [
    createClient(url, 1),
    new pg.Pool({ connectionString: url, max: 1 }),
  ];
  plain.on('error', () => undefined); // this pool's connection may outlive the database
  // The first call opens the connection, and the second reuses it.
  expect([await listeners(pool), await listeners(pool)]).toEqual([1, 1]);
  expect(await listeners(plain)).toBe(0);
  await client.$disconnect();
  await Promise.all([pool.end(), plain.end()]);
});
