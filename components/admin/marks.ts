interface Entry {
  action: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}
type Values = Record<string, unknown>;

/** Actions that can change the policy of a queue. */
export const policyActions = ['queue.set', 'concert.update'] as const;
const times = ['opensAt', 'lineOpensAt', 'closesAt'];

/** Returns the values of a concert's change that belong to the policy, one per setting. */
function policyIn(values: Values | null): Values {
  const { policy, ...others } = values ?? {};
  const settings = typeof policy === 'object' ? Object.entries(policy ?? {}) : [];
  return Object.fromEntries([
    ...settings,
    ...Object.entries(others).filter(([name]) => times.includes(name)),
  ]);
}

/**
 * Returns what an audit entry changed of the policy of a queue, or null for every other entry. A
 * change of the concert's fields counts if it has settings of the queue or times of the sale.
 */
export function policyChangeOf({ action, before, after }: Entry): Omit<Entry, 'action'> | null {
  if (action === 'queue.set') return { before, after };
  if (action !== 'concert.update') return null;
  const change = { before: policyIn(before), after: policyIn(after) };
  return Object.keys(change.after).length === 0 ? null : change;
}
