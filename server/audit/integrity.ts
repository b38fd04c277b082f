import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { refuse, tryAgain } from '../errors/refusal.ts';
import { audit, type Finding } from './audit.ts';

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
 * Creates a function that runs the audit at most once at a time and keeps its result for 60 s of
 * `clock`, which is in ms. A failure is not kept. Refusal: TRY_AGAIN if a check takes longer than
 * 60 s or waits for a lock.
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
    const { rows } = await client.query<{ at: Date }>('SELECT clock_timestamp() AS at');
    const checks = await audit(client, { checkMsMax });
    return { at: (rows[0]?.at ?? refuse('INTERNAL')).toISOString(), checks };
  } catch (error) {
    throw isOutage(error) ? tryAgain(error) : error;
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Every error but PostgreSQL's report of a wrong statement, which is a bug. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || /^(08|53|55|57|58)/.test(error.code ?? '');
