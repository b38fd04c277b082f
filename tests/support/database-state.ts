import pg from 'pg';
import { pollUntil } from '#scripts/lib/wait.ts';
import { audit, type Finding } from '#server/audit/audit.ts';
import type { Db } from '#server/database/db.ts';
import { rows, type Tx } from '#server/database/transaction.ts';

/**
 * Runs `ask` on a direct connection to a database, by default the database of the latest
 * testStores().
 */
export async function withClient<T>(
  ask: (client: pg.Client) => Promise<T>,
  databaseUrl = process.env['DATABASE_URL'],
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return ask(client).finally(() => client.end());
}

/**
 * Returns the findings of an audit of a database, by default the database of the latest
 * testStores().
 */
export const auditNow = (databaseUrl?: string): Promise<Finding[]> =>
  withClient(audit, databaseUrl);

/** Statements that hash each table's rows in any order, by database client. */
const hashStatements = new WeakMap<Db, string>();

async function hashStatementOf(db: Db): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND table_name NOT IN ('queue_epochs', 'history_minutes', 'history_hours', 'mails', 'notice_events', 'notice_rounds', 'pushes')`;
  return tables
    .map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS hash FROM "${name}" t`,
    )
    .join(' UNION ALL ');
}

/**
 * Returns one hash over all rows for each table. Omits `queue_epochs`, because an idle queue later
 * releases its unused numbers, the history, which a job writes every minute, and the mails
 * and notices, which jobs write and send.
 */
export async function rowHashes(db: Db): Promise<Record<string, string>> {
  const statement = hashStatements.get(db) ?? (await hashStatementOf(db));
  hashStatements.set(db, statement);
  const hashed = await db.$queryRawUnsafe<{ name: string; hash: string }[]>(statement);
  return Object.fromEntries(hashed.map(({ name, hash }) => [name, hash]));
}

const isBlocking =
  'SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))) AS yes';

/** Returns true if, within 4 s, another connection waits for a lock of this transaction. */
export function lockIsWaitedFor(tx: Tx): Promise<boolean> {
  return pollUntil(async () => (await rows<{ yes: boolean }>(tx, isBlocking))[0]?.yes === true, {
    everyMs: 20,
    msMax: 4_000,
  });
}
