import type { Db } from '../../database/db.ts';
import { refuse } from '../../errors/refusal.ts';

/** What a concert's line goes by: its own policy where it has one, else the defaults. Instants and durations in ms. */
export interface Policy {
  concertId: number;
  /** Grows with every change; the store takes a policy only over an older one. */
  version: number;
  epoch: number;
  capacity: number;
  ratePerMinute: number;
  sessionMs: number;
  claimMs: number;
  graceMs: number;
  holdMs: number;
  /** How long nobody is admitted after the store was lost, so that all can come back first. */
  recoveryMs: number;
  lineOpensAt: number;
  opensAt: number;
  /** The start of the last show. */
  closesAt: number;
  /** The end of the last show: tokens are of no use after it. */
  endsAt: number;
  /** The database's clock when this was read. */
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
// A line that people have joined is beaten also where its opening was put off since: its store must come to know of that.
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

/** The concerts that may have a line, until a day after their last show has begun. */
export function tickedPolicies(db: Db): Promise<Policy[]> {
  return db.$queryRawUnsafe<Policy[]>(tickedSql);
}

/** The policy as the line's commands read it (lua/_line.lua): what is null is left out, since Lua's JSON null is true. */
export function serializePolicy(policy: Policy): string {
  return JSON.stringify(policy, (_, value: unknown) => value ?? undefined);
}
