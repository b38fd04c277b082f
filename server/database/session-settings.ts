import pg from 'pg';
import { loadSql, statementName } from './load-sql.ts';

const settingsSql = loadSql(import.meta.url, './sql/session-settings.sql');

/**
 * Settings that every session must have. The role carries the settings of its sessions, because a
 * pooler can drop settings that a client sends at connect. A `SET` through a pooler in transaction
 * mode would persist on a connection of another client.
 */
const sessionSettings = {
  // Each wait has a bound: for a lock, for a statement, and for the next statement of a
  // transaction.
  lock_timeout: '4s',
  statement_timeout: '8s',
  idle_in_transaction_session_timeout: '10s',
  // On small tables the planner prefers sequential scans, which make all buyers conflict under
  // SERIALIZABLE. In a measurement, 16 payments for different seats took 107 transactions with
  // sequential scans, and 54 with index scans. JIT is off, because `enable_seqscan = off` prices an
  // unavoidable scan so high that PostgreSQL would compile it.
  enable_seqscan: 'off',
  jit: 'off',
  // Each prepared statement keeps one plan. By default PostgreSQL plans charge.sql at each
  // execution, and others at some, because a plan for a list of one value looks cheaper. In a
  // measurement, kept plans saved 40 % of the database CPU of a lone charge, 16 % of a hold and
  // 11 % of a payment. In groups of 32 they saved 16, 20 and 9 %.
  plan_cache_mode: 'force_generic_plan',
};

/**
 * Returns the statements that give the connected role the session settings in `database`. The
 * statements affect only sessions that open later.
 */
export const sessionSettingsSql = (database: string): string =>
  Object.entries(sessionSettings)
    .map(
      ([name, value]) =>
        `ALTER ROLE CURRENT_USER IN DATABASE ${pg.escapeIdentifier(database)} SET ${name} = '${value}'`,
    )
    .join('; ');

/**
 * Saves the session settings for the connected role in the connected database. Any role may change
 * its own settings.
 */
export async function saveSessionSettings(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  for (const { name } of rows) await client.query(sessionSettingsSql(name));
}

// Order in which two clients begin a transaction, in three rounds. The rounds make a pooler in
// transaction mode give the first client the server connection of the second client. A pooler that
// reuses the latest free connection swaps the two connections in round 2. A pooler that reuses the
// oldest free connection swaps the two connections in round 3.
const rounds = [
  [0, 1],
  [0, 1],
  [1, 0],
] as const;
// SQLSTATE 26000: the prepared statement does not exist. SQLSTATE 42P05: the prepared statement
// already exists.
const preparedStatementErrors = new Set(['26000', '42P05']);

/**
 * Returns null if sessions of `pool` are usable, otherwise one line with the problem and its
 * remedy. `pool` must allow at least two connections.
 */
export async function sessionProblem(pool: pg.Pool): Promise<string | null> {
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  // Only the first client prepares the statement. The second client's server connection does not
  // know the statement, unless the pooler prepares the statement there.
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
    // Destroys the client, which may be in a transaction.
    for (const client of clients) client.release(true);
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
