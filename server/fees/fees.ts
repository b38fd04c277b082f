import { daysBefore, feeKrw, type FeeSchedule } from './fees.schema.ts';

/** The fee of cancelling now, in won, rounded down; null if it is too late to cancel. */
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
