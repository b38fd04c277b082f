import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
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

const policiesSql = loadSql(import.meta.url, './sql/policies.sql');
const oneSql = `${policiesSql} WHERE c.id = $1`;
const opened = "coalesce(line_opens_at, opens_at - interval '30 minutes') <= clock_timestamp()";
const notLongOver = "p.closes > clock_timestamp() - interval '1 day'";
// A queue that users joined is ticked even if its opening was postponed since: Redis must learn
// that.
const tickedSql = `${policiesSql} WHERE (${opened} OR queue_epoch > 1) AND ${notLongOver} ORDER BY c.id`;

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
