import type pg from 'pg';

/**
 * Something that somebody asked for, and whether they were told that it is done. No person asks for the same amount or seat twice, and
 * no two seats cost the same: so each deed can be found in the books again.
 */
export type Operation = { userId: string; isAcknowledged: boolean } & (
  | { kind: 'CHARGE' | 'PAYMENT' | 'REFUND'; amountKrw: number }
  | { kind: 'HOLD'; performanceId: number; seat: number }
);

const nameOf = (deed: Operation): string =>
  deed.kind === 'HOLD'
    ? `${deed.userId} HOLD ${String(deed.performanceId)}/${String(deed.seat)}`
    : `${deed.userId} ${deed.kind} ${String(deed.amountKrw)}`;

/** How often each deed of these people is in the books, by its name. */
async function inTheBooks(
  client: pg.ClientBase,
  deeds: readonly Operation[],
): Promise<Map<string, number>> {
  const people = [...new Set(deeds.map(({ userId }) => userId))];
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

/** How often each of these is there. */
export async function timesRecorded(
  client: pg.ClientBase,
  deeds: readonly Operation[],
): Promise<number[]> {
  const books = await inTheBooks(client, deeds);
  return deeds.map((deed) => books.get(nameOf(deed)) ?? 0);
}

/** What the books have otherwise than people were told: lost although acknowledged, there twice, or not asked for by its person. */
export async function discrepancies(
  client: pg.ClientBase,
  deeds: readonly Operation[],
): Promise<string[]> {
  const books = await inTheBooks(client, deeds);
  const asked = new Set(deeds.map(nameOf));
  const lost = deeds
    .filter((deed) => deed.isAcknowledged && !books.has(nameOf(deed)))
    .map((deed) => `lost: ${nameOf(deed)}`);
  const surplus = [...books].flatMap(([name, times]) => [
    ...(times > 1 ? [`${String(times)} times: ${name}`] : []),
    ...(asked.has(name) ? [] : [`asked for by nobody: ${name}`]),
  ]);
  return [...lost, ...surplus];
}
