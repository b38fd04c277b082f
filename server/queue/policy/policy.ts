import type { Db } from '../../database/db.ts';
import { loadSql } from '../../database/load-sql.ts';
import { refuse } from '../../errors/refusal.ts';
import type { ConcertState } from '../../generated/prisma/enums.ts';

/**
 * Settings of a concert's queue: the concert's own settings, else the defaults. Instants and
 * durations are in ms.
 */
export interface Policy {
  concertId: number;
  /** Version, which every change raises. Redis replaces a policy only with a higher version. */
  version: number;
  epoch: number;
  capacity: number;
  ratePerMinute: number;
  sessionMs: number;
  claimMs: number;
  graceMs: number;
  holdMs: number;
  /** Ms without admission after a loss of Redis, so that users can rejoin first. */
  recoveryMs: number;
  lineOpensAt: number;
  opensAt: number;
  /**
   * Closing of the sale: the concert's own closing, else the start of the last performance; earlier
   * if staff ended or cancelled the concert.
   */
  closesAt: number;
  /** End of the last performance, after which queue tokens are useless. */
  endsAt: number;
  /** Time of the query (ms), by the database's clock. */
  now: number;
  pauseReason: string | null;
  message: string | null;
  state: ConcertState;
  /** True if only users with a verified e-mail address can join. */
  verifiedEmail: boolean;
}

const policiesSql = loadSql(import.meta.url, './sql/policies.sql');
const oneSql = `${policiesSql} WHERE c.id = $1 AND (state <> 'DRAFT' OR $2)`;
const opened = "coalesce(line_opens_at, opens_at - interval '30 minutes') <= clock_timestamp()";
const notLongOver = "p.closes_at > clock_timestamp() - interval '1 day'";
// If an administrator postpones the opening of a queue with users, Redis must learn the new
// opening.
const tickedSql = `${policiesSql} WHERE state <> 'DRAFT' AND (${opened} OR queue_epoch > 1) AND ${notLongOver} ORDER BY c.id`;

/** Refusal: NOT_FOUND, also for a draft unless `withDrafts`. */
export async function policyOf(
  db: Pick<Db, '$queryRawUnsafe'>,
  concertId: number,
  { withDrafts = false } = {},
): Promise<Policy> {
  const [policy] = await db.$queryRawUnsafe<Policy[]>(oneSql, concertId, withDrafts);
  return policy ?? refuse('NOT_FOUND');
}

/** Returns the policies of all queues from their opening to one day after the sale's closing. */
export function tickedPolicies(db: Db): Promise<Policy[]> {
  return db.$queryRawUnsafe<Policy[]>(tickedSql);
}

/** Omits nulls, because Lua's cjson decodes null to a truthy value. */
export function serializePolicy(policy: Policy): string {
  return JSON.stringify(policy, (_, value: unknown) => value ?? undefined);
}
