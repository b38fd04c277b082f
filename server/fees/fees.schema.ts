import { z } from 'zod';

/**
 * Cancellation fees in steps, from the most days before the performance to the fewest. A step
 * charges `percent` of the payment if at least `fromDays` days are left. A user cannot cancel with
 * fewer days left than the last step requires, nor on the day of the performance. The fee must not
 * rise with the days left, and stays below 100 %. The database checks the same rule
 * (is_fee_schedule).
 */
export const feeSchedule = z
  .array(z.strictObject({ fromDays: z.int().min(1).max(365), percent: z.int().min(0).max(99) }))
  .max(10)
  .refine(
    (steps) =>
      steps.every(({ fromDays, percent }, at) => {
        const before = steps[at - 1];
        return before === undefined || (fromDays < before.fromDays && percent >= before.percent);
      }),
    { error: 'each step needs fewer days and at least the same fee' },
  );
export type FeeSchedule = z.output<typeof feeSchedule>;

/** Fee schedule of concerts without their own schedule. */
export const defaultFeeSchedule: FeeSchedule = [
  { fromDays: 10, percent: 0 },
  { fromDays: 7, percent: 10 },
  { fromDays: 3, percent: 20 },
  { fromDays: 1, percent: 30 },
];

/** Parses a stored schedule; returns the default for null. */
export function feeScheduleOf(stored: unknown): FeeSchedule {
  return stored === null ? defaultFeeSchedule : feeSchedule.parse(stored);
}

const seoulDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Seoul',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const dayMs = 86_400_000;

/**
 * Returns the calendar days in Asia/Seoul from `now` to `startsAt`; negative after the day of
 * `startsAt`.
 */
export function daysBefore(startsAt: Date, now: Date): number {
  return (Date.parse(seoulDay.format(startsAt)) - Date.parse(seoulDay.format(now))) / dayMs;
}

/** Computes the fee in won, rounded down. */
export const feeKrw = (amountKrw: bigint, percent: number): bigint =>
  (amountKrw * BigInt(percent)) / 100n;
