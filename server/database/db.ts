import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '../config/env.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { log } from '../config/log.ts';
import { statementName } from './load-sql.ts';
import { TransactionClient } from './transaction-client.ts';

export type Db = PrismaClient;

/**
 * Creates a pool that sends no settings at connect, because a pooler can drop settings silently.
 * The role's settings bound locks, statements and idle transactions (session-settings.ts).
 */
export function createPool(databaseUrl: string, poolMax: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    Client: TransactionClient,
    max: poolMax,
    connectionTimeoutMillis: 10_000,
    query_timeout: 12_000,
    idleTimeoutMillis: 30_000,
    application_name: 'jari',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // `pg` attaches its error listener one event-loop tick after it hands out a client. If PostgreSQL
  // closes the connection in the packet of its last reply, an unhandled error event would crash the
  // process. Ignoring the event is safe, because the next statement fails anyway.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Creates a client with its own pool; the caller must end both, with `client.$disconnect()` and
 * then `pool.end()`.
 */
export function createClient(databaseUrl: string, poolMax: number): { client: Db; pool: pg.Pool } {
  const pool = createPool(databaseUrl, poolMax);
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => statementName(sql) ?? '',
  });
  return { client: new PrismaClient({ adapter }), pool };
}

// Keeps the pool on globalThis, because Next's bundles may contain this module more than once and
// the process must have one pool.
const shared = globalThis as typeof globalThis & {
  jariDb?: ReturnType<typeof createClient> | undefined;
};

export function db(): Db {
  shared.jariDb ??= createClient(env().DATABASE_URL, env().DATABASE_POOL_MAX);
  return shared.jariDb.client;
}

export async function closeDb(): Promise<void> {
  const open = shared.jariDb;
  shared.jariDb = undefined;
  await open?.client.$disconnect();
  await open?.pool.end();
}
