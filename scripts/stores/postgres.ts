import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { isAlive, startProcess, type ManagedProcess } from '../lib/processes.ts';
import { pollUntil } from '../lib/wait.ts';
import { freePort } from './free-port.ts';
import { postgresPrograms, serverOwner } from './packaged-postgres.ts';
import { type DataDirectory, prepareData } from './postgres-data.ts';

const triesMax = 20;
const tryAgainMs = 500;
const startWait = { everyMs: 50, msMax: 60_000 };

export interface Postgres {
  /** Display name with the version. */
  engine: string;
  url: (database: string) => string;
  ended: Promise<string>;
  stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL on loopback, with its password and data in `directory`. Creates a missing
 * `directory`. First stops the leftover server of a killed run. The caller must hold a lock on
 * `directory`.
 */
export async function startPostgres(
  directory: string,
  settings: Record<string, string | number> = {},
): Promise<Postgres> {
  const owner = serverOwner();
  const { program, version } = postgresPrograms(directory, owner);
  const files = {
    data: path.join(directory, 'data'),
    log: path.join(directory, 'log'),
    owner,
    program,
  };
  const password = await prepareData(directory, files);
  await stopLeftover(files, password);
  for (let tried = 1; ; tried++) {
    const port = await freePort();
    const url = (database: string) => `postgresql://jari:${password}@127.0.0.1:${port}/${database}`;
    const server = launch(files, { port, ...settings });
    if (await answers(url('postgres'), server))
      return {
        engine: `an embedded PostgreSQL ${version}`,
        url,
        ended: server.ended,
        stop: () => server.stop(),
      };
    const reason =
      /(?:FATAL|PANIC): +(.*)/.exec(readFileSync(files.log, 'utf8'))?.[1] ?? (await server.ended);
    if (tried === triesMax || reason.includes('No space left'))
      throw new Error(`PostgreSQL does not start: ${reason}`);
    // PostgreSQL's processes need some seconds to end after SIGKILL. After ten tries, the process
    // id in postmaster.pid belongs to an unrelated process.
    if (tried === triesMax / 2) rmSync(path.join(files.data, 'postmaster.pid'), { force: true });
    await pause(tryAgainMs);
  }
}

function launch(
  { data, log, owner, program }: DataDirectory,
  settings: Record<string, string | number>,
): ManagedProcess {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    ...settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const out = openSync(log, 'w', 0o600);
  try {
    // SIGINT requests PostgreSQL's fast shutdown, which ends all sessions.
    return startProcess(program('postgres'), ['-D', data, ...args], {
      ...owner,
      cwd: '/',
      stdio: ['ignore', out, out],
      stopSignal: 'SIGINT',
    });
  } finally {
    closeSync(out);
  }
}

/**
 * Waits for the server's first connection. Returns false if the server ends before the first
 * connection. Throws an error after one minute.
 */
async function answers(url: string, { child }: ManagedProcess): Promise<boolean> {
  const hasSettled = await pollUntil(
    async () => !isAlive(child) || (await connectTo(url)) === 'open',
    startWait,
  );
  if (!hasSettled) throw new Error('PostgreSQL does not answer.');
  return isAlive(child);
}

/**
 * Stops the leftover server of a killed run. Checks the password first, because the recorded
 * process id may belong to an unrelated process.
 */
async function stopLeftover(
  { data, owner, program }: DataDirectory,
  password: string,
): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const port = readFileSync(file, 'utf8').split('\n')[3] ?? '';
  const state = await connectTo(`postgresql://jari:${password}@127.0.0.1:${port}/postgres`);
  if (state === 'closed') return;
  await startProcess(program('pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop'], {
    ...owner,
    cwd: '/',
    stdio: 'ignore',
  }).ended;
}

/**
 * Tries to connect for at most 2 s. Returns `changing` while the server starts or stops. Returns
 * `closed` if the server is unreachable.
 */
async function connectTo(url: string): Promise<'open' | 'changing' | 'closed'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'open';
  } catch (error) {
    return (error as { code?: unknown }).code === '57P03' ? 'changing' : 'closed';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Creates the database `name` unless it exists. */
export async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

// Concurrent test files start several instances, each with its own connection pools.
const testConnectionsMax = 400;

/**
 * Starts a temporary PostgreSQL; `stop` deletes the data. Unless `durable`, a commit does not wait
 * for the disk.
 */
export async function startTestPostgres({ durable = false } = {}): Promise<Postgres> {
  const directory = mkdtempSync('/var/tmp/jari-test-');
  const server = await startPostgres(directory, {
    ...(!durable && { fsync: 'off', full_page_writes: 'off' }),
    max_connections: testConnectionsMax,
  });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
