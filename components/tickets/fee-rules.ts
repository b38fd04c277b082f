import { useTranslations } from 'next-intl';
import type { Booking } from './booking.tsx';

type Schedule = Booking['cancellationFees'];

/** What cancelling costs, a sentence for each span of days before the show, and at last from when on it cannot be done. */
export function useFeeRules(schedule: Schedule): string[] {
  const t = useTranslations('tickets.fees');
  const spans = schedule.map(({ fromDays: from, percent }, at) => {
    const before = schedule[at - 1];
    const fee = percent === 0 ? t('free') : t('percent', { percent });
    if (before === undefined) return t('first', { from, fee });
    const to = before.fromDays - 1;
    return to === from ? t('one', { from, fee }) : t('span', { from: to, to: from, fee });
  });
  return [...spans, useLastDay(schedule)];
}

/** From when on a booking cannot be cancelled (any more). */
export function useLastDay(schedule: Schedule): string {
  const t = useTranslations('tickets.fees');
  const last = schedule.at(-1);
  if (last === undefined) return t('never');
  return last.fromDays === 1 ? t('notOnTheDay') : t('notAfter', { days: last.fromDays - 1 });
}
