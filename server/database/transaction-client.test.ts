import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson } from '#tests/support/factories.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { constraintOf, sqlStateOf } from '../errors/driver-errors.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { createClient, type Db } from './db.ts';
import { hashOf } from './idempotency.ts';
import { loadSql, statementName } from './load-sql.ts';
import { rows, transaction, type Tx } from './transaction.ts';
import { TransactionClient } from './transaction-client.ts';

const settingsSql = loadSql(import.meta.url, './sql/session-settings.sql');
const keepReplySql = loadSql(import.meta.url, './sql/keep-reply.sql');

let stores: TestStores;
let proxy: Proxy;
beforeAll(async () => {
  stores = await testStores();
  proxy = await startProxy();
});
afterAll(async () => {
  proxy.close();
  await stores.close();
});

interface Proxy {
  url: string;
  /** Returns the number of messages so far that PostgreSQL answered with ReadyForQuery. */
  answers: () => number;
  /** Replaces BEGIN by an unknown word while true. */
  breaksBegin: boolean;
  close: () => void;
}

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5]);

async function startProxy(): Promise<Proxy> {
  const target = new URL(stores.databaseUrl);
  const open = new Set<Socket>();
  let answers = 0;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) open.add(socket.on('error', () => undefined));
    near.on('data', (bytes) => {
      const at = started.breaksBegin ? bytes.indexOf('BEGIN') : -1;
      if (at >= 0) bytes.write('BROKE', at);
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      // PostgreSQL sends ReadyForQuery last, and pauses until the next message.
      if (bytes.subarray(-6, -1).equals(readyForQuery)) answers += 1;
      near.write(bytes);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(stores.databaseUrl);
  url.host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const started: Proxy = {
    url: url.href,
    answers: () => answers,
    breaksBegin: false,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
  return started;
}

/** Runs `work` with a client of one connection through the proxy. */
async function withClient<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const { client, pool } = createClient(proxy.url, 1);
  return work(client).finally(async () => {
    await client.$disconnect();
    await pool.end();
  });
}

/** Runs `work` with a client that sends the adapter's own messages. */
async function withPlainClient<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: proxy.url, max: 1 });
  const statementNameGenerator = ({ sql }: { sql: string }) => statementName(sql) ?? '';
  const client = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator }) });
  return work(client).finally(async () => {
    await client.$disconnect();
    await pool.end();
  });
}

const isolationIn = async (tx: Pick<Tx, '$queryRawUnsafe'>) =>
  (await rows<{ value: string }>(tx, settingsSql, ['transaction_isolation']))[0]?.value;

/** Returns the number of answers that PostgreSQL sends for a transaction of one statement. */
async function answersPerTransaction(db: Db): Promise<number> {
  await transaction(db, isolationIn); // prepares the statement
  const before = proxy.answers();
  await transaction(db, isolationIn);
  return proxy.answers() - before;
}

test('a transaction of one statement waits for two answers: one to BEGIN with the statement, one to COMMIT', async () => {
  expect(await withClient(answersPerTransaction)).toBe(2);
});

test('negative control: the adapter waits for four answers', async () => {
  expect(await withPlainClient(answersPerTransaction)).toBe(4);
});

test('each transaction has the given isolation level, also if its first statement is prepared', async () => {
  const found = await withClient(async (db) => {
    const levels = [];
    for (const isolationLevel of ['Serializable', 'RepeatableRead', 'Serializable'] as const)
      levels.push(await db.$transaction(isolationIn, { isolationLevel }));
    return [...levels, await db.$transaction(isolationIn), await isolationIn(db)];
  });
  expect(found).toEqual([
    'serializable',
    'repeatable read',
    'serializable',
    'read committed',
    'read committed',
  ]);
});

const keepReply = (userId: string, key: string) => ({
  name: 'database/sql/keep-reply.sql',
  text: keepReplySql,
  values: [userId, 'CHARGE', key, hashOf({}), '{}'],
});

/**
 * Sends the adapter's messages of a transaction with two statements at once, whose BEGIN fails.
 * Returns the number of rows written.
 */
async function writtenWithoutBegin(
  Client: typeof pg.Client,
  { isPrepared = true } = {},
): Promise<number> {
  const userId = await aPerson(stores.db);
  const client = new Client(proxy.url);
  await client.connect();
  const begin = async () => {
    await client.query({ text: 'BEGIN', values: [] });
    await client.query({ text: 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', values: [] });
  };
  if (isPrepared) {
    await begin();
    await client.query(keepReply(userId, 'key-before'));
    await client.query({ text: 'ROLLBACK', values: [] });
  }
  proxy.breaksBegin = true;
  await begin();
  const keys = ['first-key', 'second-key'];
  await Promise.allSettled(keys.map((key) => client.query(keepReply(userId, key))));
  await client.query({ text: 'COMMIT', values: [] });
  proxy.breaksBegin = false;
  await client.end();
  return stores.db.idempotencyKey.count({ where: { userId } });
}

test.each([true, false])(
  'no statement of a transaction runs if BEGIN fails (prepared: %s)',
  async (isPrepared) => {
    expect(await writtenWithoutBegin(TransactionClient, { isPrepared })).toBe(0);
  },
);

/** Sends each statement in a separate message, without waiting for the answer to BEGIN. */
class HastyClient extends pg.Client {
  override query(...args: unknown[]): never {
    const sent = (super.query.bind(this) as (...args: unknown[]) => Promise<unknown>)(...args);
    if ((args[0] as { text?: string }).text !== 'BEGIN') return sent as never;
    sent.catch(() => undefined);
    return Promise.resolve() as never;
  }
}

test('negative control: statements in separate messages run without BEGIN', async () => {
  expect(await writtenWithoutBegin(HastyClient)).toBe(2);
});

test('a connection whose BEGIN failed works again in the next transaction', async () => {
  await withClient(async (db) => {
    proxy.breaksBegin = true;
    const broken = transaction(db, isolationIn);
    expect(sqlStateOf(await broken.catch((error: unknown) => error))).toBe('42601');
    proxy.breaksBegin = false;
    expect(await transaction(db, isolationIn)).toBe('serializable');
  });
});

test('a transaction whose first statement fails is rolled back, and the next one works', async () => {
  await withClient(async (db) => {
    const userId = await aPerson(stores.db);
    const { text, values } = keepReply(userId, 'the-only-key');
    const keep = (tx: Tx) => rows(tx, text, ...values);
    await transaction(db, (tx) => keep(tx));
    const repeated = transaction(db, (tx) => keep(tx));
    expect(constraintOf(await repeated.catch((error: unknown) => error))).toBe(
      'idempotency_keys_pkey',
    );
    expect(await transaction(db, isolationIn)).toBe('serializable');
  });
});

test('a transaction without a statement sends nothing', async () => {
  await withClient(async (db) => {
    await transaction(db, isolationIn);
    const before = proxy.answers();
    await transaction(db, () => Promise.resolve());
    await expect(transaction(db, () => Promise.reject(new Error('refused')))).rejects.toThrow(
      'refused',
    );
    expect(proxy.answers()).toBe(before);
    expect(await isolationIn(db)).toBe('read committed'); // no transaction is open
  });
});
