import { useTranslations } from 'next-intl';
import { editedReason } from '#server/schema/reason.schema.ts';

/** Actions of the audit log, which are the keys of `staff.action`, in the order of the filter. */
const groups = {
  queue: ['set', 'remove', 'admit'],
  hold: ['release'],
  payment: ['refund'],
  ticket: ['void'],
  concert: ['create', 'update', 'copy', 'publish', 'close', 'archive', 'cancel', 'set'],
  performance: ['add', 'move', 'remove', 'cancel'],
  seats: ['plan', 'import', 'block', 'unblock'],
  plans: ['save', 'remove'],
  person: ['reveal'],
  export: ['sales', 'payments', 'ledger', 'audit', 'history', 'seats', 'people'],
  door: ['undo'],
  staff: ['grant', 'revoke', 'factors.add', 'factors.remove', 'factors.reset'],
} as const;

export const actions: string[] = Object.entries(groups).flatMap(([noun, verbs]) =>
  verbs.map((verb) => `${noun}.${verb}`),
);

/** Actions without a question for a reason. The log's own words about them repeat the action. */
export const unexplained: readonly string[] = [
  ...['concert.create', 'concert.copy', 'concert.publish', 'concert.archive'],
  ...['performance.add', 'performance.remove', 'seats.plan', 'seats.import'],
  ...['plans.save', 'plans.remove'],
  ...groups.export.map((kind) => `export.${kind}`),
];

/** Returns the reason that the person who acted gave, or null without one. */
export function givenReason(action: string | null, reason: string | null): string | null {
  if (action === null || unexplained.includes(action)) return null;
  return action === 'concert.update' && reason === editedReason ? null : reason;
}

/** Returns the name of an action, or the action itself if it has none. */
export function useActionName(): (action: string) => string {
  const t = useTranslations('staff.action');
  return (action) => (t.has(action) ? t(action) : action);
}
