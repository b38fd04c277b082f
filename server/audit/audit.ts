import type pg from 'pg';
import { loadSql } from '../database/load-sql.ts';

/** Each is a file in sql/, whose header says what must hold. */
export const checkNames = [
  'double-owner',
  'sold-seats',
  'held-seats',
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
  'spent-places',
  'charge-replies',
  'payment-replies',
  'refund-replies',
  'paid-in-time',
  'lapsed-holds',
  'outbox',
  'paid-turns',
  'places',
  'line-numbers',
] as const;
export type CheckName = (typeof checkNames)[number];

export interface Finding {
  check: CheckName;
  /** How many rows were looked at, and how many of them break the rule. */
  looked: number;
  breaches: number;
  /** The first few breaches, in words. */
  examples: string[];
}

const examplesMax = 5;
const statements = checkNames.map((check) => ({
  check,
  statement: `
    SELECT count(*)::int AS looked, count(breach)::int AS breaches,
           coalesce((array_agg(subject || ': ' || breach) FILTER (WHERE breach IS NOT NULL))[1:${String(examplesMax)}], '{}') AS examples
    FROM (${loadSql(import.meta.url, `./sql/${check}.sql`)}) rows_looked_at`,
}));

/** Carries out every check within the caller's transaction, which must be REPEATABLE READ for them to agree on what they see. */
export async function findings(client: pg.ClientBase): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { check, statement } of statements) {
    const { rows } = await client.query<Omit<Finding, 'check'>>(statement);
    found.push(...rows.map((row) => ({ check, ...row })));
  }
  return found;
}

/**
 * Whether the database holds what it promises, as of one moment; safe at any time, also in the middle of a sale: it locks nothing
 * and writes nothing. The client must have no statement timeout that a whole table's reading could exceed.
 */
export async function audit(client: pg.ClientBase): Promise<Finding[]> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query('SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = on');
  try {
    return await findings(client);
  } finally {
    await client.query('ROLLBACK');
  }
}
