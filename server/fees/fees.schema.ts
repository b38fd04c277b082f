import { z } from 'zod';

/**
 * Cancellation fees in steps, ordered by descending `fromDays`. A step charges `percent` of the
 * payment up to `fromDays` days before the performance. A user cannot cancel later than the last
 * step's `fromDays`. No step permits cancelling on the day of the performance. No step has a lower
 * fee than an earlier step. Every fee is below 100 %. The database function is_fee_schedule checks
 * the same rules.
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

/** Fee schedule for concerts without their own schedule. */
export const defaultFeeSchedule: FeeSchedule = [
  { fromDays: 10, percent: 0 },
  { fromDays: 7, percent: 10 },
  { fromDays: 3, percent: 20 },
  { fromDays: 1, percent: 30 },
];

/** Parses a stored schedule. Null means the default schedule. */
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
 * Returns the number of calendar days in Asia/Seoul from `now` to `startsAt`; negative if `now` is
 * on a later day.
 */
export function daysBefore(startsAt: Date, now: Date): number {
  return (Date.parse(seoulDay.format(startsAt)) - Date.parse(seoulDay.format(now))) / dayMs;
}

/** Rounds the fee down to whole won. */
export const feeKrw = (amountKrw: bigint, percent: number): bigint =>
  (amountKrw * BigInt(percent)) / 100n;
