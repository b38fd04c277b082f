import type pg from 'pg';
import { pollUntil } from '#scripts/lib/wait.ts';
import { createClient } from '#server/database/db.ts';
import { env } from '#server/config/env.ts';
import { workerCount } from './sizes.ts';

/** Runs `work` with a pool like the rooms' pool, and waits until all connections close. */
export async function withPool(work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const { client, pool } = createClient(env().DATABASE_URL, workerCount);
  let open = 0;
  pool.on('connect', () => open++);
  pool.on('remove', () => open--);
  try {
    await work(pool);
  } finally {
    await client.$disconnect();
    await pool.end(); // `end` does not wait for connections to close
    await pollUntil(() => open === 0, { everyMs: 10, msMax: 5_000 });
  }
}
