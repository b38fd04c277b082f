import { type PolicyInput, policyInput } from '#server/admin/admin.schema.ts';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import type { Outputs } from '../api.ts';
import type { PolicyChange } from './control.ts';

type Policy = Pick<
  Outputs['admin']['overview'],
  | 'capacity'
  | 'ratePerMinute'
  | 'sessionSeconds'
  | 'claimSeconds'
  | 'graceSeconds'
  | 'asAll'
  | 'opensAt'
  | 'lineOpensAt'
  | 'paused'
  | 'message'
>;

const usualLeadMs = 30 * 60_000;

/** Returns the change that restores what `change` replaces in `before`. */
export function inverseOf(before: Policy, change: PolicyChange): PolicyChange {
  const own = (name: keyof Policy['asAll']) => (before.asAll[name] ? null : before[name]);
  const isUsual = Date.parse(before.opensAt) - Date.parse(before.lineOpensAt) === usualLeadMs;
  const all: Required<PolicyChange> = {
    capacity: own('capacity'),
    ratePerMinute: own('ratePerMinute'),
    sessionSeconds: own('sessionSeconds'),
    claimSeconds: own('claimSeconds'),
    graceSeconds: own('graceSeconds'),
    opensAt: before.opensAt,
    lineOpensAt: isUsual ? null : before.lineOpensAt,
    paused: before.paused,
    message: before.message ?? '',
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(change, name)));
}

/** Shortens a reason to the number of characters that a schema accepts. */
export const shortReason = (reason: string, max: number): string =>
  Array.from(reason).slice(0, max).join('').trim();

/**
 * Returns the change that restores the values of an audit entry, or null for an entry that is no
 * change of a policy.
 */
export function inverseOfEntry(
  concertId: number,
  { action, before }: { action: string | null; before: Record<string, unknown> | null },
  reason: string,
): PolicyInput | null {
  if (action !== 'queue.set' || before === null) return null;
  const parsed = policyInput.safeParse({
    ...before,
    concertId,
    reason: shortReason(reason, changeReasonMax),
  });
  return parsed.data ?? null;
}
