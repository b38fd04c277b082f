import type { PolicyInput } from '#server/admin/admin.schema.ts';

type PolicyChange = Omit<PolicyInput, 'concertId' | 'reason'>;

/** One thing about a line that can be changed while it runs. */
export interface Lever {
  name: 'paused' | 'capacity' | 'ratePerMinute' | 'message';
  label: string;
  /** How it stands. */
  value: string;
  action: string;
  title: string;
  description: string;
  /** What is typed besides the reason, where anything is. */
  field?: { label: string; hint: string; wrong: string; initial: string; numeric: boolean };
  changeOf: (typed: string) => PolicyChange;
  done: string;
}

/** A number that was typed; NaN, which no schema takes, for anything else. */
export const typedNumber = (typed: string): number => (/^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN);
