import { daysBefore, feeKrw, type FeeSchedule } from './fees.schema.ts';

const freeMsAfterMove = 7 * 86_400_000;

/**
 * Returns the end of the term in which the owner of a reservation cancels without a fee after a
 * move of the performance: 7 days, at most until the new start. Returns null for a reservation from
 * after the move, whose owner knew the new start.
 */
export function freeUntilAfterMove(
  { movedAt, startsAt }: { movedAt: Date | null; startsAt: Date },
  reservedAt: Date,
): Date | null {
  if (movedAt === null || reservedAt > movedAt) return null;
  return new Date(Math.min(movedAt.getTime() + freeMsAfterMove, startsAt.getTime()));
}

/**
 * Returns the fee for cancelling seats at `now`, in won; null after the last day for cancelling.
 * Each seat has its own fee, rounded down, so that cancelling seats one by one costs the same as
 * cancelling them together. Before `freeUntil` there is no fee on any day.
 */
export function cancellationFeeKrw(
  pricesKrw: readonly bigint[],
  schedule: FeeSchedule,
  startsAt: Date,
  now: Date,
  freeUntil: Date | null = null,
): bigint | null {
  if (freeUntil !== null && now < freeUntil) return 0n;
  const days = daysBefore(startsAt, now);
  const step = schedule.find(({ fromDays }) => days >= fromDays);
  return step === undefined
    ? null
    : pricesKrw.reduce((sum, price) => sum + feeKrw(price, step.percent), 0n);
}
