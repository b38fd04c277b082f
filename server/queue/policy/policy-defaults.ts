import type { Environment } from '../../config/env.ts';
import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';

const syncDefaultsSql = loadSql(import.meta.url, './sql/sync-defaults.sql');

/**
 * Writes the environment's policy defaults to the row that all instances read. A change raises
 * every queue's policy version.
 */
export async function syncPolicyDefaults(db: Db, e: Environment): Promise<void> {
  await db.$executeRawUnsafe(
    syncDefaultsSql,
    e.HOLD_SECONDS,
    e.QUEUE_CAPACITY,
    e.QUEUE_RATE_PER_MINUTE,
    e.QUEUE_SESSION_SECONDS,
    e.QUEUE_CLAIM_SECONDS,
    e.QUEUE_GRACE_SECONDS,
    e.QUEUE_RECOVERY_SECONDS,
  );
}
