import pg from 'pg';
import { loadSql, statementName } from './load-sql.ts';

const settingsSql = loadSql(import.meta.url, './sql/session-settings.sql');

/**
 * What every session must have. The role has them, not the connection: a pooler can drop what a
 * client sends at connect, and a `SET` through a pooler in transaction mode stays behind on another
 * client's connection.
 */
const sessionSettings = {
  // A bound on each wait: for a lock, for a statement, for the next statement of a transaction.
  lock_timeout: '4s',
  statement_timeout: '8s',
  idle_in_transaction_session_timeout: '10s',
  // On small tables the planner prefers sequential scans, and under SERIALIZABLE these make all
  // buyers conflict: 16 payments for different seats took 107 transactions, with index scans 54.
  // JIT is off because an unavoidable scan is then priced so high that PostgreSQL would compile it.
  enable_seqscan: 'off',
  jit: 'off',
};

/**
 * The statements that give the connected role these settings in `database`. Sessions opened
 * afterwards have them.
 */
export const sessionSettingsSql = (database: string): string =>
  Object.entries(sessionSettings)
    .map(
      ([name, value]) =>
        `ALTER ROLE CURRENT_USER IN DATABASE ${pg.escapeIdentifier(database)} SET ${name} = '${value}'`,
    )
    .join('; ');

/** Saves them for the connected role in the connected database. Any role may do so for itself. */
export async function saveSessionSettings(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  for (const { name } of rows) await client.query(sessionSettingsSql(name));
}

// The order in which two clients begin a transaction, in three rounds. Whether a pooler in
// transaction mode takes the latest or the oldest free server connection, the first client gets the
// second one's in one of them.
const rounds = [
  [0, 1],
  [0, 1],
  [1, 0],
] as const;
// 26000: no such prepared statement. 42P05: it exists already.
const preparedStatementErrors = new Set(['26000', '42P05']);

/**
 * Why the connections of `pool` (of at least 2) cannot be used, with the remedy, in one line; null
 * if they can.
 */
export async function sessionProblem(pool: pg.Pool): Promise<string | null> {
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  // Only the first prepares the statement: elsewhere it is unknown, unless the pooler prepares it
  // there.
  const names = [statementName(settingsSql), undefined];
  try {
    for (const round of rounds) {
      for (const at of round) {
        await clients[at].query('BEGIN');
        const problem = problemOf(await settingsOf(clients[at], names[at]));
        if (problem !== null) return problem;
      }
      for (const at of round) await clients[at].query('COMMIT');
    }
    return null;
  } catch (error) {
    if (!preparedStatementErrors.has(String((error as { code?: unknown }).code))) throw error;
    return 'The pooler loses prepared statements between transactions: use session mode, or PgBouncer 1.21 or later with max_prepared_statements = 200.';
  } finally {
    for (const client of clients) client.release(true); // it may be in a transaction
  }
}

async function settingsOf(
  client: pg.PoolClient,
  name: string | undefined,
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; value: string }>({
    ...(name !== undefined && { name }),
    text: settingsSql,
    values: [Object.keys(sessionSettings)],
  });
  return new Map(rows.map((row) => [row.name, row.value]));
}

function problemOf(settings: ReadonlyMap<string, string>): string | null {
  const wrong = Object.entries(sessionSettings)
    .filter(([name, value]) => settings.get(name) !== value)
    .map(([name, value]) => `${name} is ${settings.get(name) ?? 'unset'}, not ${value}`);
  return wrong.length === 0
    ? null
    : `Database sessions lack settings (${wrong.join('; ')}): run npm run migrate, then RECONNECT the pooler if there is one.`;
}
