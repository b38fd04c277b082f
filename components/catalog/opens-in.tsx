'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { hoursClock } from '#components/format.tsx';
import { useCountdown } from '#components/server-clock.tsx';
import { useRouter } from '../navigation.ts';

const againMs = 3_000;

/** After `changesAt`, refreshes the page every 3 s until the server renders the change. */
export function OpensIn({ opensAt, changesAt }: { opensAt: string; changesAt: string }) {
  const t = useTranslations('catalog');
  const router = useRouter();
  const isDue = useCountdown(changesAt) === 0;
  useEffect(() => {
    if (!isDue) return undefined;
    router.refresh();
    const timer = setInterval(() => router.refresh(), againMs);
    return () => clearInterval(timer);
  }, [isDue, router]);
  // The box keeps its height before the countdown starts, so that the layout does not shift.
  return (
    <div className="min-h-7">
      <TimeLeft until={opensAt} label={t('until')} />
    </div>
  );
}

const daySeconds = 86_400;

/** Uses the server's clock, because the device's clock may be wrong. */
function TimeLeft({ until, label }: { until: string; label: string }) {
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
