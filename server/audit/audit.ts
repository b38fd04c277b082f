import type pg from 'pg';
import { loadSql } from '../database/load-sql.ts';

/** Names of the files in sql/. The header of each file states an invariant. */
export const checkNames = [
  'double-owner',
  'sold-seats',
  'held-seats',
  'companions',
  'buyers',
  'entries-sum',
  'both-sides',
  'balances',
  'balance-chain',
  'payments',
  'payment-debits',
  'tickets',
  'refunds',
  'refund-credits',
  'refund-fees',
  'refund-log',
  'control-log',
  'cancellations',
  'ended-places',
  'charge-replies',
  'payment-replies',
  'refund-replies',
  'paid-in-time',
  'lapsed-holds',
  'outbox',
  'paid-turns',
  'places',
  'queue-numbers',
] as const;
export type CheckName = (typeof checkNames)[number];

export interface Finding {
  check: CheckName;
  /** Number of inspected rows; `breaches` is the number of rows that break the invariant. */
  looked: number;
  breaches: number;
  /** Descriptions of up to five breaches. */
  examples: string[];
}

const examplesMax = 5;
const summarySql = loadSql(import.meta.url, './summary.sql');
const statements = checkNames.map((check) => ({
  check,
  statement: summarySql.replace(
    '(checked)',
    () => `(${loadSql(import.meta.url, `./sql/${check}.sql`)})`,
  ),
}));

/**
 * Runs every check in the caller's transaction. The transaction must be REPEATABLE READ, so that
 * all checks see the same snapshot.
 */
export async function findings(client: pg.ClientBase): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { check, statement } of statements) {
    const { rows } = await client.query<Omit<Finding, 'check'>>(statement, [examplesMax]);
    found.push(...rows.map((row) => ({ check, ...row })));
  }
  return found;
}

/**
 * Checks every invariant on a single snapshot. The audit can run during a sale, because a read-only
 * transaction blocks no sale. Replaces the role's statement timeout by `checkMsMax` for each check,
 * by default none. Allows sequential scans, because the audit reads whole tables. Uses one process
 * of PostgreSQL.
 */
export async function audit(client: pg.ClientBase, { checkMsMax = 0 } = {}): Promise<Finding[]> {
  await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL statement_timeout = ${String(checkMsMax)};
    SET LOCAL enable_seqscan = on; SET LOCAL max_parallel_workers_per_gather = 0`);
  try {
    return await findings(client);
  } finally {
    await client.query('ROLLBACK');
  }
}
