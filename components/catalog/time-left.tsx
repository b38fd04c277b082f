'use client';

import { useTranslations } from 'next-intl';
import { useCountdown } from '#components/server-clock.tsx';

const daySeconds = 86_400;

const twoDigits = (value: number) => String(Math.floor(value)).padStart(2, '0');

/** Formats the seconds of a day as hours, minutes and seconds, as in `04:09:00`. */
export const hoursClock = (seconds: number): string =>
  [seconds / 3_600, (seconds % 3_600) / 60, seconds % 60].map(twoDigits).join(':');

/** Uses the server's clock, because the device's clock may be wrong. */
export function TimeLeft({ until, label }: { until: string; label: string }) {
  const t = useTranslations('catalog');
  const left = useCountdown(until);
  if (left === null) return null;
  const time = hoursClock(left % daySeconds);
  return (
    <p role="timer" className="text-lg font-bold tabular-nums">
      <span className="mr-2 text-base font-medium text-muted">{label}</span>
      {t('countdown', { days: Math.floor(left / daySeconds), time })}
    </p>
  );
}
