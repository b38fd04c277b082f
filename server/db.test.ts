import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Db } from './db.ts';
import { toRefusal } from './errors.ts';
import { pay } from './payment/payment.ts';
import { hold } from './seating/seating.ts';
import { admitted, aHolder } from './testing/people.ts';
import { testStores, type TestStores } from './testing/stores.ts';
import { transaction, type Tx } from './transaction.ts';
import { charge } from './wallet/wallet.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

type Work = (tx: Tx) => Promise<unknown>;

/** The tables that serializable transactions read as a whole while `carryOut` uses this client; all others conflict with those. */
async function readAsAWhole(carryOut: (db: Db) => Promise<unknown>, before = 'SELECT 1'): Promise<string[]> {
  const found = new Set<string>();
  const watched = (work: Work, options: object) =>
    stores.db.$transaction(async (tx) => {
      await tx.$executeRawUnsafe(before);
      const result = await work(tx);
      const locks = await tx.$queryRaw<{ name: string }[]>`
        SELECT relation::regclass::text AS name FROM pg_locks WHERE mode = 'SIReadLock' AND locktype = 'relation' AND pid = pg_backend_pid()`;
      for (const { name } of locks) found.add(name);
      return result;
    }, options);
  await carryOut(
    new Proxy(stores.db, { get: (db, name) => (name === '$transaction' ? watched : Reflect.get(db, name)) as unknown }),
  );
  return [...found].toSorted();
}

/** Somebody charges, holds and pays, on tables that are small and known to be. */
async function buying(before?: string): Promise<string[]> {
  const { show, turn, userId, reservationId } = await aHolder(stores, { money: 50_000 });
  const other = await admitted(stores, show);
  await stores.db.$executeRaw`ANALYZE`;
  return readAsAWhole(async (db) => {
    await charge(db, userId, { amount: 1, idempotencyKey: 'one-more-won' });
    await hold({ ...stores, db }, other, { performanceId: show.performanceId, seats: [2] });
    await pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
  }, before);
}

test('charging, holding and paying read no table as a whole but the one row of defaults, however small the tables are', async () => {
  expect(await buying()).toEqual(['policy_defaults']);
});

test('negative control: as the planner prefers it, they read those that everybody writes', async () => {
  expect(await buying('SET LOCAL enable_seqscan = on')).toEqual(expect.arrayContaining(['accounts', 'buyers', 'reservations']));
});

/** What PostgreSQL says to whoever it sends away. */
const sentAway = (() => {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0');
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + fields.length);
  return Buffer.concat([Buffer.from('E'), length, fields]);
})();
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A way to the database on which each connection is sent away in the very packet that says that it is ready. */
async function startSendingAway(): Promise<{ url: string; close: () => void }> {
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  const [port, open] = [Number(url.port), new Set<Socket>()];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) open.add(socket.on('error', () => undefined));
    near.pipe(far);
    far.on('data', (bytes) => {
      const isReady = bytes.subarray(-readyForQuery.length).equals(readyForQuery);
      if (isReady) near.end(Buffer.concat([bytes, sentAway]));
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

test('a connection that ends as it is handed over fails the work that wanted it, and not the process', async () => {
  const { url, close } = await startSendingAway();
  const { client, pool } = createClient(url, 1);
  const told = await transaction(client, (tx) => tx.user.count()).catch((error: unknown) => toRefusal(error).code);
  expect(told).toBe('TRY_AGAIN');
  await client.$disconnect();
  await pool.end();
  close();
});

test('whoever is given a connection finds its errors listened for; control: not so from a pool as it comes', async () => {
  const listeners = (pool: pg.Pool) =>
    new Promise<number>((resolve, reject) => {
      pool.connect((error, connection, release) => {
        if (error !== undefined || connection === undefined) reject(error ?? new Error('no connection'));
        else resolve(connection.listenerCount('error'));
        release();
      });
    });
  const url = process.env['DATABASE_URL'] ?? '';
  const [{ client, pool }, plain] = [createClient(url, 1), new pg.Pool({ connectionString: url, max: 1 })];
  plain.on('error', () => undefined); // its connection may still be there when the database goes
  expect([await listeners(pool), await listeners(pool)]).toEqual([1, 1]); // the first time and every other
  expect(await listeners(plain)).toBe(0);
  await client.$disconnect();
  await Promise.all([pool.end(), plain.end()]);
});
