import type { PolicyInput } from '#server/admin/admin.schema.ts';
import type { ConcertChange } from '#server/concert/concert.schema.ts';
import type { FeeSchedule } from '#server/fees/fees.schema.ts';
import { halfWidth } from '../half-width.ts';

export type PolicyChange = Omit<PolicyInput, 'concertId' | 'reason'>;
export type SaleChange = Pick<ConcertChange, 'maxSeats' | 'orphanRule' | 'cancellationFees'>;

export const typedKinds = {
  sessionSeconds: 'text',
  claimSeconds: 'text',
  graceSeconds: 'text',
  maxSeats: 'number',
  cancellationFees: 'fees',
  opensAt: 'moment',
  lineOpensAt: 'moment',
} as const;
export type TypedName = keyof typeof typedKinds;

/** Concert setting that an administrator can change during the sale. */
export interface Control<Change> {
  name: TypedName | 'orphanRule';
  label: string;
  /** Current value as text in the user's language. */
  value: string;
  action: string;
  title: string;
  description: string;
  done: string;
  field?: ControlField<Change>;
  changeOf: (typed: string) => Change;
}

export interface ControlField<Change> {
  label: string;
  hint: string;
  /** Message for a typed value that the schema rejects. */
  invalid: string;
  kind: (typeof typedKinds)[TypedName];
  initial: string;
  /** Returns a message if the change conflicts with another setting. */
  conflict?: (change: Change) => string | null;
  /** Alternatives to a typed value. `holds` marks the current choice. */
  alternatives?: { text: string; about?: string; change: Change; holds?: boolean }[];
}

const digits = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

/**
 * Accepts full-width digits, commas and spaces. Returns NaN, which every schema rejects, if the
 * text is not a whole number.
 */
export const typedNumber = (typed: string): number =>
  digits(halfWidth(typed).replace(/[\s,]/g, ''));

const seoulMs = 9 * 3_600_000;

/** Formats an instant for a `datetime-local` field, in Seoul's time zone and without seconds. */
export const momentAsTyped = (iso: string): string =>
  new Date(Date.parse(iso) + seoulMs).toISOString().slice(0, 16);

/**
 * Interprets the typed time in Seoul's time zone. Returns `before` for an unchanged text, because
 * the field omits the seconds.
 */
export const typedMoment = (typed: string, before: string): string =>
  typed === momentAsTyped(before) ? before : `${typed}${typed.length === 16 ? ':00' : ''}+09:00`;

/**
 * `10:0, 7:10` means no fee until 10 days before the performance, then 10 % until 7 days before.
 */
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
