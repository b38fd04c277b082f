import type { PolicyInput, SaleInput } from '#server/admin/admin.schema.ts';
import type { Outputs } from '../api.ts';

/** One thing about a concert that can be changed while it runs. */
export interface LeverOf<Name extends string, Change> {
  name: Name;
  label: string;
  /** How it stands. */
  value: string;
  action: string;
  title: string;
  description: string;
  /** What is typed besides the reason, where anything is. */
  field?: { label: string; hint: string; wrong: string; initial: string; numeric: boolean };
  changeOf: (typed: string) => Change;
  done: string;
}

/** Of its line. */
export type Lever = LeverOf<'paused' | 'capacity' | 'ratePerMinute' | 'message', Omit<PolicyInput, 'concertId' | 'reason'>>;

/** Of how it is sold. */
export type SaleLever = LeverOf<'maxSeats' | 'orphanRule' | 'cancellationFees', Omit<SaleInput, 'concertId' | 'reason'>>;

/** A number that was typed; NaN, which no schema takes, for anything else. */
export const typedNumber = (typed: string): number => (/^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN);

type Fees = Outputs['catalog']['concert']['cancellationFees'];

/** A fee schedule as it is typed: `10:0, 7:10` is nothing until 10 days before the show, and 10 % until 7. */
export const feesAsTyped = (fees: Fees): string =>
  fees.map(({ fromDays, percent }) => `${String(fromDays)}:${String(percent)}`).join(', ');

/** The schedule that was typed; null, which stands for that of all concerts, where nothing was. */
export function typedFees(typed: string): Fees | null {
  if (typed.trim() === '') return null;
  return typed.split(',').map((step) => {
    const [days = '', percent = '', ...more] = step.split(':');
    return { fromDays: more.length > 0 ? Number.NaN : typedNumber(days), percent: typedNumber(percent.replace('%', '')) };
  });
}
