import { useTranslations } from 'next-intl';
import { daysBefore, feeKrw, type FeeSchedule } from '#server/fees/fees.schema.ts';
import { useFormats } from '../format.tsx';

/**
 * Returns one sentence per fee period. The last sentence names the first day without cancellation.
 */
export function useFeeRules(schedule: FeeSchedule): string[] {
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

export function useLastDay(schedule: FeeSchedule): string {
  const t = useTranslations('tickets.fees');
  const last = schedule.at(-1);
  if (last === undefined) return t('never');
  return last.fromDays === 1 ? t('notOnTheDay') : t('notAfter', { days: last.fromDays - 1 });
}

const dayMs = 86_400_000;

interface Show {
  cancellationFees: FeeSchedule;
  startsAt: string;
  price: number;
}

/** Returns the current and future fee rules of a performance, with dates and amounts in won. */
export function useFeeDates(
  { cancellationFees: schedule, startsAt, price }: Show,
  now: string,
): string[] {
  const t = useTranslations('tickets.fees');
  const { monthDay, won } = useFormats();
  const daysLeft = daysBefore(new Date(startsAt), new Date(now));
  const before = (days: number) =>
    monthDay(new Date(Date.parse(startsAt) - days * dayMs).toISOString());
  const ahead = schedule.filter(({ fromDays }) => fromDays <= daysLeft);
  const last = ahead.at(-1);
  if (last === undefined) return [t('never')];
  const spans = ahead.map(({ fromDays, percent }, at) => {
    const fee =
      percent === 0
        ? t('free')
        : t('percentOf', { percent, amount: won(Number(feeKrw(BigInt(price), percent))) });
    const earlier = ahead[at - 1];
    const [from, to] = [before((earlier?.fromDays ?? 0) - 1), before(fromDays)];
    if (earlier === undefined) return t('until', { to, fee });
    return from === to ? t('onDay', { to, fee }) : t('between', { from, to, fee });
  });
  return [...spans, t('notFrom', { from: before(last.fromDays - 1) })];
}
