import type { Db } from '../../database/db.ts';
import { refuse } from '../../errors/refusal.ts';

/**
 * The settings of a concert's queue: its own where set, else the defaults. Instants and durations
 * in ms.
 */
export interface Policy {
  concertId: number;
  /** Grows with every change; Redis takes a policy only over an older one. */
  version: number;
  epoch: number;
  capacity: number;
  ratePerMinute: number;
  sessionMs: number;
  claimMs: number;
  graceMs: number;
  holdMs: number;
  /** How long nobody is admitted after a loss of Redis, so that users rejoin first. */
  recoveryMs: number;
  lineOpensAt: number;
  opensAt: number;
  /** The start of the last performance. */
  closesAt: number;
  /** The end of the last performance; tokens are useless after it. */
  endsAt: number;
  /** The database's clock at the time of reading. */
  now: number;
  pauseReason: string | null;
  message: string | null;
}

const select = `
  SELECT c.id AS "concertId", (c.policy_version + d.version)::int AS version, queue_epoch AS epoch,
         coalesce(c.capacity, d.capacity) AS capacity, coalesce(c.rate_per_minute, d.rate_per_minute) AS "ratePerMinute",
         coalesce(c.session_seconds, d.session_seconds) * 1000 AS "sessionMs",
         coalesce(c.claim_seconds, d.claim_seconds) * 1000 AS "claimMs",
         coalesce(c.grace_seconds, d.grace_seconds) * 1000 AS "graceMs",
         coalesce(c.hold_seconds, d.hold_seconds) * 1000 AS "holdMs", d.recovery_seconds * 1000 AS "recoveryMs",
         (extract(epoch FROM coalesce(line_opens_at, opens_at - interval '30 minutes')) * 1000)::float8 AS "lineOpensAt",
         (extract(epoch FROM opens_at) * 1000)::float8 AS "opensAt",
         (extract(epoch FROM p.closes) * 1000)::float8 AS "closesAt", (extract(epoch FROM p.ends) * 1000)::float8 AS "endsAt",
         (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
         pause_reason AS "pauseReason", message
  FROM concerts c CROSS JOIN policy_defaults d
  CROSS JOIN LATERAL (SELECT coalesce(max(starts_at), opens_at) AS closes, coalesce(max(ends_at), opens_at) AS ends
                      FROM performances WHERE concert_id = c.id) p`;
const oneSql = `${select} WHERE c.id = $1`;
// A queue that users joined is ticked even if its opening was postponed since: Redis must learn
// that.
const tickedSql = `${select} WHERE (coalesce(line_opens_at, opens_at - interval '30 minutes') <= clock_timestamp() OR queue_epoch > 1)
  AND p.closes > clock_timestamp() - interval '1 day' ORDER BY c.id`;

/** Refusal: NOT_FOUND. */
export async function policyOf(
  db: Pick<Db, '$queryRawUnsafe'>,
  concertId: number,
): Promise<Policy> {
  const [policy] = await db.$queryRawUnsafe<Policy[]>(oneSql, concertId);
  return policy ?? refuse('NOT_FOUND');
}

/** The concerts that may have a queue, until a day after the start of their last performance. */
export function tickedPolicies(db: Db): Promise<Policy[]> {
  return db.$queryRawUnsafe<Policy[]>(tickedSql);
}

/** The policy as Lua reads it. Nulls are left out, since cjson's null is truthy. */
export function serializePolicy(policy: Policy): string {
  return JSON.stringify(policy, (_, value: unknown) => value ?? undefined);
}
