import type pg from 'pg';
import { pollUntil } from '#scripts/lib/wait.ts';
import { createClient } from '#server/database/db.ts';
import { env } from '#server/config/env.ts';
import { workerCount } from './sizes.ts';

/** Connections as the rooms have them, for whatever is compared with the rooms. They are gone when it is done. */
export async function withPool(work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const { client, pool } = createClient(env().DATABASE_URL, workerCount);
  let open = 0;
  pool.on('connect', () => open++);
  pool.on('remove', () => open--);
  try {
    await work(pool);
  } finally {
    await client.$disconnect();
    await pool.end(); // asks them to close, and does not wait
    await pollUntil(() => open === 0, { everyMs: 10, msMax: 5_000 });
  }
}
