import { generateKeyPairSync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { createClient, type Db } from '#server/database/db.ts';
import { sessionSettingsSql } from '#server/database/session-settings.ts';
import { closeSnapshots } from '#server/queue/snapshot/queue-snapshot.ts';
import { createRedis, type RedisClient } from '#server/redis/redis.ts';

/**
 * Stores of one test file: a database cloned from the migrated template, and the Redis of the test
 * run.
 */
export interface TestStores {
  db: Db;
  redis: RedisClient;
  databaseUrl: string;
  close(): Promise<void>;
}

const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests by npm test`);
  return value;
};

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: given('JARI_TEST_POSTGRES') });
  await client.connect();
  // PostgreSQL cannot clone a template twice at the same time.
  await client.query("SELECT pg_advisory_lock(hashtext('jari_template'))");
  await client.query(statement);
  await client.end();
}

/**
 * Opens a new database and the Redis of the test run. Sets the stores' addresses in the environment
 * of this process. `redisUrl` selects a separate Redis.
 */
export async function testStores({
  redisUrl = given('JARI_TEST_REDIS'),
  poolMax = 16,
} = {}): Promise<TestStores> {
  const name = `jari_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE jari_template`);
  await asAdmin(sessionSettingsSql(name)); // a clone lacks the settings of its template
  const url = new URL(given('JARI_TEST_POSTGRES'));
  url.pathname = `/${name}`;
  Object.assign(process.env, {
    DATABASE_URL: url.href,
    REDIS_URL: redisUrl,
    SMTP_URL: 'smtp://127.0.0.1:1', // refuses connections; a test of mail starts a mail server
    NEXTAUTH_SECRET: 'a secret for tests, long enough to be one',
    QUEUE_TOKEN_KEYS: 'test:a-key-for-the-tests-that-is-long-enough',
    ADDRESS_LIMIT_PER_MINUTE: '0', // all users of a test share one IP address
    STAFF_SECOND_FACTOR: 'optional', // tests/system/second-factor.test.ts requires it
    TICKET_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ format: 'der', type: 'pkcs8' })
      .toString('base64'),
  });
  const { client, pool } = createClient(url.href, poolMax);
  const redis = createRedis(redisUrl);
  // Test files share one Redis; random first concert ids keep the queues of the files apart.
  const from = 1 + Math.floor(Math.random() * 2_000_000_000);
  await client.$executeRawUnsafe(`ALTER SEQUENCE concerts_id_seq RESTART WITH ${String(from)}`);
  return {
    db: client,
    redis,
    databaseUrl: url.href,
    close: async () => {
      closeSnapshots();
      redis.disconnect();
      await client.$disconnect();
      await pool.end();
      await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** Another client of the same database, with its own runner, as another instance has. */
export const anotherClient = (db: Db): Db => new Proxy(db, {});

/** Another client that counts its transactions. */
export function countingClient(db: Db): { db: Db; transactions: () => number } {
  let count = 0;
  const counted = (...args: unknown[]): unknown => {
    count += 1;
    return (db.$transaction as (...args: unknown[]) => unknown)(...args);
  };
  const get = (client: Db, name: string | symbol) =>
    (name === '$transaction' ? counted : Reflect.get(client, name)) as unknown;
  return { db: new Proxy(db, { get }), transactions: () => count };
}
