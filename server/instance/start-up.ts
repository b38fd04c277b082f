import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import pg from 'pg';
import { createPool } from '../database/db.ts';
import { requiredMigrations } from '../database/migrations.ts';
import { sessionProblem } from '../database/session-settings.ts';
import { createRedis } from '../redis/redis.ts';

/**
 * Reason why an instance cannot start. The message is one line for the operator, without passwords.
 */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

const root = path.join(import.meta.dirname, '../..');
const hostsOf = (urls: string) =>
  urls
    .split(',')
    .map((url) => new URL(url).host)
    .join(', ');

/**
 * Returns the last line of a driver's error message, or the error's code if the message is empty.
 */
function because(error: unknown): string {
  const {
    code,
    message = '',
    lastNodeError,
  } = error as { code?: string; message?: string; lastNodeError?: unknown };
  // Uses the last node's error, because the cluster's error does not state the reason.
  if (lastNodeError !== undefined) return because(lastNodeError);
  const [line = ''] = message.trim().split('\n').slice(-1);
  return line === '' ? (code ?? 'no answer') : line;
}

const unusable = (url: string, cause: unknown) =>
  new CannotStart(`DATABASE_URL: no usable PostgreSQL at ${hostsOf(url)} (${because(cause)}).`, {
    cause,
  });

/** Throws CannotStart unless PostgreSQL answers at `url` within 5 s and `check` passes. */
export async function checkDatabase(
  url: string,
  check?: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await check?.(client);
  } catch (error) {
    throw error instanceof CannotStart ? error : unusable(url, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Throws CannotStart if connections lose the session settings or prepared statements that Jari
 * needs.
 */
export async function checkSessions(url: string): Promise<void> {
  const pool = createPool(url, 2);
  try {
    const problem = await sessionProblem(pool);
    if (problem !== null) throw new CannotStart(problem);
  } catch (error) {
    throw error instanceof CannotStart ? error : unusable(url, error);
  } finally {
    await pool.end();
  }
}

/**
 * Throws CannotStart if the database lacks a required migration. Accepts additional migrations of
 * newer code.
 */
export async function checkMigrations(client: pg.Client): Promise<void> {
  const { rows: tables } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there",
  );
  const { rows: applied } =
    tables[0]?.there === true
      ? await client.query<{ name: string }>(
          'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
        )
      : { rows: [] };
  const pending = requiredMigrations().filter(
    (required) => !applied.some(({ name }) => name === required),
  );
  if (pending.length > 0)
    throw new CannotStart(`The database lacks ${pending.length} migrations: run npm run migrate.`);
}

/** Throws CannotStart if Redis does not answer, or if `urls` names only one node of a cluster. */
export async function checkRedis(urls: string): Promise<void> {
  const redis = createRedis(urls);
  let last: unknown;
  redis.on('error', (error: Error) => (last = error));
  try {
    await redis.ping();
    if (
      !redis.isCluster &&
      (await redis.info('cluster').catch(() => '')).includes('cluster_enabled:1')
    )
      throw new CannotStart(
        `REDIS_URL: ${hostsOf(urls)} is a node of a cluster: name several of its nodes, comma-separated.`,
      );
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(
      `REDIS_URL: no usable Redis at ${hostsOf(urls)} (${because(last ?? error)}).`,
      { cause: error },
    );
  } finally {
    redis.disconnect();
  }
}

export function checkBuild(): void {
  if (!existsSync(path.join(root, '.next/BUILD_ID')))
    throw new CannotStart('The pages are not built: run npm run build.');
}

export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(
        new CannotStart(
          code === 'EADDRINUSE'
            ? `Port ${port} is in use by another process: set PORT to a free port.`
            : `HOST ${host}, PORT ${port}: the server cannot listen there (${code ?? message}).`,
        ),
      ),
    );
    server.listen(port, host, () => resolve());
  });
}
