'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useRouter } from '../navigation.ts';
import { retryDelayMs } from '../network/retry-delay.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

/** Assumed number of failed attempts, which sets a retry delay of 4–8 s. */
const failures = 4;

/**
 * Replaces a page that the server cannot load. Refreshes the page every 4–8 s. Jitter spreads the
 * retries, because an outage affects many pages at once.
 */
export function Unavailable() {
  const t = useTranslations('seating.turn');
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), retryDelayMs(failures, null));
    return () => clearInterval(timer);
  }, [router]);
  return (
    <Page narrow title={t('unavailableTitle')} lead={t('unavailableLead')}>
      <Button className="self-start" onClick={() => router.refresh()}>
        {t('unavailableRetry')}
      </Button>
    </Page>
  );
}
