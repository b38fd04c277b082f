'use client';

import { useTranslations } from 'next-intl';
import { useAddress } from '#components/navigation.ts';
import { seoulDay, useFormats } from '#components/format.tsx';
import { useRememberedPlaces } from '#components/place-memory.ts';
import { buttonClass } from '#components/ui/button.tsx';
import { useChosenDate } from './chosen-date.tsx';

interface BookLinkProps {
  concertId: number;
  label: 'book' | 'joinLine' | 'enterEarly';
}

/**
 * Leads to the waiting room, and from there to the seats of the chosen date. With a place or a hold,
 * the user continues there. Uses a plain link, because a router navigation sends one more request
 * per user at the opening.
 */
export function BookLink({ concertId, label }: BookLinkProps) {
  const t = useTranslations('catalog');
  const site = useTranslations('site.resume');
  const isKept = useRememberedPlaces().includes(concertId);
  const { monthDay, time } = useFormats();
  const { dates, chosen } = useChosenDate();
  const queue = useAddress()(`/concerts/${String(concertId)}/queue`);
  const className = buttonClass('primary', 'min-h-13 w-full text-lg');
  if (chosen === null)
    return (
      <a href={queue} className={className}>
        {isKept ? site('label') : t(label)}
      </a>
    );
  const { performanceId, startsAt } = chosen;
  const sameDay = dates.filter((date) => seoulDay(date.startsAt) === seoulDay(startsAt));
  const day = sameDay.length > 1 ? `${monthDay(startsAt)} ${time(startsAt)}` : monthDay(startsAt);
  return (
    <a href={`${queue}?date=${String(performanceId)}`} className={className}>
      {isKept ? site('label') : label === 'book' ? t('bookDate', { day }) : t(label)}
    </a>
  );
}
