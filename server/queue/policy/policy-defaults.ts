import type { Db } from '../../database/db.ts';
import type { Environment } from '../../config/env.ts';

/**
 * Writes the environment's defaults to the one row that every instance reads. A change raises every
 * queue's policy version.
 */
export async function syncPolicyDefaults(db: Db, e: Environment): Promise<void> {
  await db.$executeRaw`
    INSERT INTO policy_defaults AS d
      (id, hold_seconds, capacity, rate_per_minute, session_seconds, claim_seconds, grace_seconds, recovery_seconds)
    VALUES (1, ${e.HOLD_SECONDS}, ${e.QUEUE_CAPACITY}, ${e.QUEUE_RATE_PER_MINUTE}, ${e.QUEUE_SESSION_SECONDS},
            ${e.QUEUE_CLAIM_SECONDS}, ${e.QUEUE_GRACE_SECONDS}, ${e.QUEUE_RECOVERY_SECONDS})
    ON CONFLICT (id) DO UPDATE SET
      version = d.version + 1, hold_seconds = excluded.hold_seconds, capacity = excluded.capacity,
      rate_per_minute = excluded.rate_per_minute, session_seconds = excluded.session_seconds,
      claim_seconds = excluded.claim_seconds, grace_seconds = excluded.grace_seconds, recovery_seconds = excluded.recovery_seconds
    WHERE (d.hold_seconds, d.capacity, d.rate_per_minute, d.session_seconds, d.claim_seconds, d.grace_seconds, d.recovery_seconds)
      IS DISTINCT FROM (excluded.hold_seconds, excluded.capacity, excluded.rate_per_minute, excluded.session_seconds,
                        excluded.claim_seconds, excluded.grace_seconds, excluded.recovery_seconds)`;
}
