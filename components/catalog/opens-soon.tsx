'use client';

import { useTranslations } from 'next-intl';
import { useCountdown } from '#components/server-clock.tsx';
import { hoursClock } from '#components/format.tsx';

const daySeconds = 86_400;

interface OpensSoonProps {
  opensAt: string;
  /** Calendar days until the opening. */
  days: number;
}

/**
 * Counts down to an opening: days, and hours on the last one. Does not refresh the list at the
 * opening, when the server has most to do; the concert's page does.
 */
export function OpensSoon({ opensAt, days }: OpensSoonProps) {
  const t = useTranslations('catalog.openings');
  const left = useCountdown(opensAt);
  // The line keeps its height before the countdown starts, so that the layout does not shift.
  return (
    <p className="min-h-6 font-bold text-accent tabular-nums">
      {left === null
        ? null
        : left === 0
          ? t('opened')
          : left >= daySeconds
            ? t('days', { days })
            : t('time', { time: hoursClock(left) })}
    </p>
  );
}
