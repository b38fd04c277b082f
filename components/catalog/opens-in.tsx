'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useCountdown } from '#components/server-clock.tsx';
import { TimeLeft } from './time-left.tsx';

const againMs = 3_000;

/** How long until the sale opens; when it does, the page is asked for anew until it says so. */
export function OpensIn({ opensAt }: { opensAt: string }) {
  const t = useTranslations('catalog');
  const router = useRouter();
  const isDue = useCountdown(opensAt) === 0;
  useEffect(() => {
    if (!isDue) return undefined;
    router.refresh();
    const timer = setInterval(() => router.refresh(), againMs);
    return () => clearInterval(timer);
  }, [isDue, router]);
  return <TimeLeft until={opensAt} label={t('until')} />;
}
