import pg from 'pg';
import { createStore } from '#server/redis.ts';

const place = (url: string) =>
  url
    .split(',')
    .map((part) => new URL(part).host)
    .join(', ');

/** What went wrong with a store, in a line that does not hold its password. */
function because(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return message !== undefined && message !== '' ? message : (code ?? String(error));
}

/** Makes sure that the database in DATABASE_URL answers. Throws one clear line. */
export async function checkDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`DATABASE_URL: no usable PostgreSQL at ${place(url)} (${because(error)}).`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes sure that the Redis in REDIS_URL answers. Throws one clear line. */
export async function checkRedis(url: string): Promise<void> {
  const store = createStore(url);
  let last: unknown;
  store.on('error', (error: Error) => (last = error));
  try {
    await store.ping();
  } catch (error) {
    throw new Error(`REDIS_URL: no usable Redis at ${place(url)} (${because(last ?? error)}).`, { cause: error });
  } finally {
    store.disconnect();
  }
}
