import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '../config/env.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { log } from '../config/log.ts';
import { statementName } from './load-sql.ts';

export type Db = PrismaClient;

/**
 * The connections of one client. The role's settings bound locks, statements and idle transactions
 * (session-settings.ts); nothing is sent at connect, because a pooler can drop it silently.
 */
export function createPool(databaseUrl: string, poolMax: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolMax,
    connectionTimeoutMillis: 10_000,
    query_timeout: 12_000,
    idleTimeoutMillis: 30_000,
    application_name: 'jari',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // `pg` attaches its error listener one tick after handing out a client. If the server closes the
  // connection in the same packet as its last reply, the event would be unhandled and crash the
  // process. The next statement fails anyway.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** A client with its own pool. The caller ends both: `client.$disconnect()`, then `pool.end()`. */
export function createClient(databaseUrl: string, poolMax: number): { client: Db; pool: pg.Pool } {
  const pool = createPool(databaseUrl, poolMax);
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => statementName(sql) ?? '',
  });
  return { client: new PrismaClient({ adapter }), pool };
}

// Kept on globalThis: Next's bundles may contain this module more than once, and the process must
// have one pool.
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
