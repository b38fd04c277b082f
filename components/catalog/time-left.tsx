'use client';

import { useTranslations } from 'next-intl';
import { hoursClock } from '#components/format.tsx';
import { useCountdown } from '#components/server-clock.tsx';

const daySeconds = 86_400;

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
