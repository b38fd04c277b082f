import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '../config/env.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { log } from '../config/log.ts';
import { statementName } from './load-sql.ts';

export type Db = PrismaClient;

// Nothing waits for ever: a lock, a statement, an idle transaction, a connection, an answer.
const timeouts =
  '-c lock_timeout=4000 -c statement_timeout=8000 -c idle_in_transaction_session_timeout=10000';
// On small tables the planner prefers to read all of them, and under SERIALIZABLE everyone then conflicts with everyone: 16
// people paying for different seats took 107 transactions, with index scans 54. Without JIT, as a scan that cannot be avoided is
// priced so high that it would be compiled.
const planning = '-c enable_seqscan=off -c jit=off';

/** A client with a pool of its own. The caller ends it with closeClient. */
export function createClient(databaseUrl: string, poolMax: number): { client: Db; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolMax,
    options: `${timeouts} ${planning}`,
    connectionTimeoutMillis: 10_000,
    query_timeout: 12_000,
    idleTimeoutMillis: 30_000,
    application_name: 'jari',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // Whoever is given a connection listens for its errors a moment later. An end that PostgreSQL announces in the same packet as the
  // last answer comes before that, and an error that nobody listens for ends the process. The next statement fails with it anyway.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => statementName(sql) ?? '',
  });
  return { client: new PrismaClient({ adapter }), pool };
}

// Kept on globalThis: Next's bundles may hold this module more than once, and the pool must not be.
const shared = globalThis as typeof globalThis & {
  jariDb?: ReturnType<typeof createClient> | undefined;
};

/** This process' database client. */
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
