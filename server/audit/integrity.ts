import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { refuse, tryAgain } from '../errors/refusal.ts';
import { type Finding, findings, onSnapshot } from './audit.ts';

const keptMs = 60_000;
/** Bounds each check, so that a large database cannot keep a snapshot open for long. */
const checkMsMax = 60_000;
const connectMsMax = 5_000;

export interface Integrity {
  /** The checks saw all commits up to this time of the database's clock. */
  at: string;
  checks: Finding[];
}

/** Returns the result of `run`, which several callers share. Refusals: those of `run`. */
export type SharedIntegrity = (databaseUrl: string) => Promise<Integrity>;

/**
 * Creates a function that runs the audit at most once at a time, over all instances, and keeps its
 * result for 60 s of `clock`, which is in ms. A failure is not kept. Refusal: TRY_AGAIN if a check
 * takes longer than 60 s or waits for a lock, and while another instance runs the audit.
 */
export function shareIntegrity(
  run: SharedIntegrity = runAudit,
  clock: { now(): number } = performance,
): SharedIntegrity {
  const kept = new LRUCache<string, Integrity>({
    max: 1,
    ttl: keptMs,
    ttlResolution: 0,
    perf: clock,
    fetchMethod: (databaseUrl) => run(databaseUrl),
  });
  return (databaseUrl) => kept.forceFetch(databaseUrl);
}

export const integrity = shareIntegrity();

// Waits for the run of another instance up to the role's lock timeout. PostgreSQL sets the
// statement's time before the snapshot, so the checks see all commits up to that time.
const beginSql =
  "SELECT statement_timestamp() AS at, pg_advisory_xact_lock(hashtext('jari integrity'))";

/** Uses its own connection, because the pool bounds a query by 12 s. */
async function runAudit(connectionString: string): Promise<Integrity> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: connectMsMax,
    application_name: 'jari integrity',
  });
  client.on('error', () => undefined); // the running query fails, too
  try {
    await client.connect();
    return await onSnapshot(client, checkMsMax, async () => {
      const { rows } = await client.query<{ at: Date }>(beginSql);
      const { at } = rows[0] ?? refuse('INTERNAL');
      return { at: at.toISOString(), checks: await findings(client) };
    });
  } catch (error) {
    throw isOutage(error) ? tryAgain(error) : error;
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Every error but PostgreSQL's report of a wrong statement, which is a bug. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || /^(08|53|55|57|58)/.test(error.code ?? '');
