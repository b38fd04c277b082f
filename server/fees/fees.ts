import { daysBefore, feeKrw, type FeeSchedule } from './fees.schema.ts';

/**
 * Returns the cancellation fee at `now` in won, rounded down; null after the last day for
 * cancelling.
 */
export function cancellationFeeKrw(
  amountKrw: bigint,
  schedule: FeeSchedule,
  startsAt: Date,
  now: Date,
): bigint | null {
  const days = daysBefore(startsAt, now);
  const step = schedule.find(({ fromDays }) => days >= fromDays);
  return step === undefined ? null : feeKrw(amountKrw, step.percent);
}
