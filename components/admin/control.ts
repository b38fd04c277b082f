import type { PolicyInput, SaleInput } from '#server/admin/admin.schema.ts';
import type { FeeSchedule } from '#server/fees/fees.schema.ts';
import { halfWidth } from '../half-width.ts';

export type PolicyChange = Omit<PolicyInput, 'concertId' | 'reason'>;
export type SaleChange = Omit<SaleInput, 'concertId' | 'reason'>;

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

/** A setting of a concert that an administrator can change while the sale runs. */
export interface Control<Change> {
  name: TypedName | 'paused' | 'orphanRule';
  label: string;
  /** Current value in words. */
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
  /** Describes a conflict of the change with another setting, or returns null. */
  conflict?: (change: Change) => string | null;
  /** Choices besides a typed value. `holds` marks the current choice. */
  alternatives?: { text: string; about?: string; change: Change; holds?: boolean }[];
}

const digits = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

/**
 * Parses digits and ignores commas and spaces. Returns NaN, which every schema rejects, if the text
 * is not a whole number.
 */
export const typedNumber = (typed: string): number =>
  digits(halfWidth(typed).replace(/[\s,]/g, ''));

const seoulMs = 9 * 3_600_000;

/**
 * Returns the date and time in Seoul for a `datetime-local` field. Omits the seconds, so that the
 * field shows only hours and minutes.
 */
export const momentAsTyped = (iso: string): string =>
  new Date(Date.parse(iso) + seoulMs).toISOString().slice(0, 16);

/**
 * Returns the instant of a typed date and time in Seoul. Returns `before`, including its seconds,
 * if the text is unchanged.
 */
export const typedMoment = (typed: string, before: string): string =>
  typed === momentAsTyped(before) ? before : `${typed}${typed.length === 16 ? ':00' : ''}+09:00`;

/**
 * Formats a fee schedule. `10:0, 7:10` means no fee until 10 days before the performance, then 10 %
 * until 7 days before.
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
