import type { PolicyInput, SaleInput } from '#server/admin/admin.schema.ts';
import type { FeeSchedule } from '#server/fees/fees.schema.ts';
import { halfWidth } from '../half-width.ts';

/** What a control changes, besides whose it is and why. */
export type PolicyChange = Omit<PolicyInput, 'concertId' | 'reason'>;
export type SaleChange = Omit<SaleInput, 'concertId' | 'reason'>;

/** Of what is typed, how it is. */
export const typedKinds = {
  capacity: 'number',
  ratePerMinute: 'number',
  sessionSeconds: 'text',
  claimSeconds: 'text',
  graceSeconds: 'text',
  maxSeats: 'number',
  message: 'text',
  cancellationFees: 'text',
  opensAt: 'moment',
  lineOpensAt: 'moment',
} as const;
export type TypedName = keyof typeof typedKinds;

/** One thing about a concert that can be changed while it runs. */
export interface Control<Change> {
  name: TypedName | 'paused' | 'orphanRule';
  label: string;
  /** How it stands. */
  value: string;
  action: string;
  title: string;
  description: string;
  done: string;
  /** What is typed besides the reason, where anything is. */
  field?: ControlField<Change>;
  changeOf: (typed: string) => Change;
}

export interface ControlField<Change> {
  label: string;
  hint: string;
  /** What to say of something that no schema takes. */
  invalid: string;
  kind: (typeof typedKinds)[TypedName];
  initial: string;
  /** What does not fit to the rest, in words; null where it does. */
  conflict?: (change: Change) => string | null;
  /** What can be chosen instead of typing, and which of these holds. */
  alternatives?: { text: string; about?: string; change: Change; holds?: boolean }[];
}

const digits = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

/** A number that was typed, with commas and spaces anywhere; NaN, which no schema takes, for anything else. */
export const typedNumber = (typed: string): number =>
  digits(halfWidth(typed).replace(/[\s,]/g, ''));

const seoulMs = 9 * 3_600_000;

/** A moment as it is typed: day and time in Seoul. Seconds are left out: the browser's field would show them. */
export const momentAsTyped = (iso: string): string =>
  new Date(Date.parse(iso) + seoulMs).toISOString().slice(0, 16);

/** The moment that was typed; what is none, no schema takes. What was left as it stood keeps its seconds. */
export const typedMoment = (typed: string, before: string): string =>
  typed === momentAsTyped(before) ? before : `${typed}${typed.length === 16 ? ':00' : ''}+09:00`;

/** A fee schedule as it is typed: `10:0, 7:10` is nothing until 10 days before the show, and 10 % until 7. */
export const feesAsTyped = (fees: FeeSchedule): string =>
  fees.map(({ fromDays, percent }) => `${String(fromDays)}:${String(percent)}`).join(', ');

export function typedFees(typed: string): FeeSchedule {
  return halfWidth(typed)
    .split(',')
    .map((step) => {
      const [days = '', percent = '', ...more] = step.split(':');
      return {
        fromDays: more.length > 0 ? Number.NaN : digits(days),
        percent: digits(percent.replace('%', '')),
      };
    });
}
