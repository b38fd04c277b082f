import type pg from 'pg';

/**
 * An operation that a user requested. No user repeats an amount or a seat, and all seat prices
 * differ, so each operation has unique records.
 */
export type Operation = { userId: string; isAcknowledged: boolean } & (
  | { kind: 'CHARGE' | 'PAYMENT' | 'REFUND'; amountKrw: number }
  | { kind: 'HOLD'; performanceId: number; seat: number }
);

const nameOf = (operation: Operation): string =>
  operation.kind === 'HOLD'
    ? `${operation.userId} HOLD ${String(operation.performanceId)}/${String(operation.seat)}`
    : `${operation.userId} ${operation.kind} ${String(operation.amountKrw)}`;

/** Returns the number of records per operation of these users, by the operation's name. */
async function recorded(
  client: pg.ClientBase,
  operations: readonly Operation[],
): Promise<Map<string, number>> {
  const people = [...new Set(operations.map(({ userId }) => userId))];
  const { rows } = await client.query<{ name: string; times: number }>(
    `
    SELECT format('%s %s %s', user_id, t.kind, abs(amount_krw)) AS name, count(*)::int AS times
    FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id JOIN accounts a ON a.id = e.account_id
    WHERE user_id = ANY ($1::uuid[]) GROUP BY 1
    UNION ALL
    SELECT format('%s HOLD %s/%s', user_id, performance_id, seat), count(*)::int
    FROM reservations CROSS JOIN LATERAL unnest(seats) seat WHERE user_id = ANY ($1::uuid[]) GROUP BY 1`,
    [people],
  );
  return new Map(rows.map(({ name, times }) => [name, times]));
}

/** Returns the number of records of each operation, in the order of `operations`. */
export async function timesRecorded(
  client: pg.ClientBase,
  operations: readonly Operation[],
): Promise<number[]> {
  const records = await recorded(client, operations);
  return operations.map((operation) => records.get(nameOf(operation)) ?? 0);
}

/**
 * Returns the differences between records in the database and acknowledged operations. Differences
 * are lost acknowledged operations, operations with several records, and operations that no user
 * requested.
 */
export async function discrepancies(
  client: pg.ClientBase,
  operations: readonly Operation[],
): Promise<string[]> {
  const records = await recorded(client, operations);
  const requested = new Set(operations.map(nameOf));
  const lost = operations
    .filter((operation) => operation.isAcknowledged && !records.has(nameOf(operation)))
    .map((operation) => `lost: ${nameOf(operation)}`);
  const surplus = [...records].flatMap(([name, times]) => [
    ...(times > 1 ? [`${String(times)} times: ${name}`] : []),
    ...(requested.has(name) ? [] : [`not requested: ${name}`]),
  ]);
  return [...lost, ...surplus];
}
