'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useRouter } from '../navigation.ts';
import { useCountdown } from '#components/server-clock.tsx';
import { TimeLeft } from './time-left.tsx';

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
