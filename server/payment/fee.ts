const seoulDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul', year: 'numeric', month: '2-digit', day: '2-digit' });
const dayMs = 86_400_000;

/** Whole calendar days in Asia/Seoul from `now` to `startsAt`; negative once the day is past. */
export function daysBefore(startsAt: Date, now: Date): number {
  return (Date.parse(seoulDay.format(startsAt)) - Date.parse(seoulDay.format(now))) / dayMs;
}

// What cancelling costs, by days before the show (contract.md, Cancelling).
const feeSteps = [
  { fromDays: 10, percent: 0n },
  { fromDays: 7, percent: 10n },
  { fromDays: 3, percent: 20n },
  { fromDays: 1, percent: 30n },
];

/** The fee of cancelling now, in won, rounded down; null on the day of the show and later, when nothing can be cancelled. */
export function cancellationFeeKrw(amountKrw: bigint, startsAt: Date, now: Date): bigint | null {
  const days = daysBefore(startsAt, now);
  const step = feeSteps.find(({ fromDays }) => days >= fromDays);
  return step === undefined ? null : (amountKrw * step.percent) / 100n;
}
