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
  'gifts',
  'resales',
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
  'waitlist-seats',
  'waitlist-marks',
  'waitlist-offers',
  'waitlist-order',
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
 * transaction blocks no sale. Sets no limit to the time of a check.
 */
export const audit = (client: pg.ClientBase): Promise<Finding[]> =>
  onSnapshot(client, 0, () => findings(client));

/**
 * Runs `work` in a read-only transaction on a single snapshot. Replaces the role's statement timeout
 * by `statementMsMax`; 0 means none. Allows sequential scans, because the audit reads whole tables.
 * Uses one process of PostgreSQL.
 */
export async function onSnapshot<T>(
  client: pg.ClientBase,
  statementMsMax: number,
  work: () => Promise<T>,
): Promise<T> {
  await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL statement_timeout = ${String(statementMsMax)};
    SET LOCAL enable_seqscan = on; SET LOCAL max_parallel_workers_per_gather = 0`);
  try {
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}
