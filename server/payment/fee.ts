import type { FeeSchedule } from './fee.schema.ts';

const seoulDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul', year: 'numeric', month: '2-digit', day: '2-digit' });
const dayMs = 86_400_000;

/** Whole calendar days in Asia/Seoul from `now` to `startsAt`; negative once the day is past. */
export function daysBefore(startsAt: Date, now: Date): number {
  return (Date.parse(seoulDay.format(startsAt)) - Date.parse(seoulDay.format(now))) / dayMs;
}

/** The fee of cancelling now, in won, rounded down; null where nothing can be cancelled (any more). */
export function cancellationFeeKrw(amountKrw: bigint, schedule: FeeSchedule, startsAt: Date, now: Date): bigint | null {
  const days = daysBefore(startsAt, now);
  const step = schedule.find(({ fromDays }) => days >= fromDays);
  return step === undefined ? null : (amountKrw * BigInt(step.percent)) / 100n;
}
