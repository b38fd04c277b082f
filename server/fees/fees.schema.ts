import { z } from 'zod';

/**
 * What cancelling costs, from the most days before the show to the fewest: with `fromDays` or more left, `percent` of what was paid.
 * With fewer than the last step says nothing can be cancelled; the day of the show is never a step. The fee never grows with the
 * time that is left, and always leaves something to give back. The database holds the same (is_fee_schedule).
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
    { error: 'days must fall, and the fee must not' },
  );
export type FeeSchedule = z.output<typeof feeSchedule>;

/** That of concerts with none of their own. */
export const defaultFeeSchedule: FeeSchedule = [
  { fromDays: 10, percent: 0 },
  { fromDays: 7, percent: 10 },
  { fromDays: 3, percent: 20 },
  { fromDays: 1, percent: 30 },
];

/** The schedule that a row stands for; null: the default. */
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

/** Whole calendar days in Asia/Seoul from `now` to `startsAt`; negative once the day is past. */
export function daysBefore(startsAt: Date, now: Date): number {
  return (Date.parse(seoulDay.format(startsAt)) - Date.parse(seoulDay.format(now))) / dayMs;
}

/** So many per cent of what was paid, in won, rounded down. */
export const feeKrw = (amountKrw: bigint, percent: number): bigint =>
  (amountKrw * BigInt(percent)) / 100n;
