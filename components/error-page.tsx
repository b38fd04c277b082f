'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent } from 'react';
import { retryDelayMs } from './network/retry-delay.ts';
import { Button } from './ui/button.tsx';
import { Page } from './ui/page.tsx';
import { TabTitle } from './ui/tab-title.tsx';

interface ErrorPageProps {
  error: Error & { digest?: string };
  retry: () => void;
}

/** Assumed number of failed attempts, which sets a retry delay of 4–8 s. */
const failures = 4;

/**
 * Replaces a page after a rendering error. Retries automatically after a server error, such as an
 * outage.
 */
export function ErrorPage({ error, retry }: ErrorPageProps) {
  const t = useTranslations('common');
  const again = useEffectEvent(retry);
  const isTheServers = error.digest !== undefined;
  useEffect(() => {
    if (!isTheServers) return;
    const timer = setInterval(() => again(), retryDelayMs(failures, null));
    return () => clearInterval(timer);
  }, [isTheServers]);
  return (
    <Page narrow title={t('errorTitle')} lead={t('errorLead')}>
      <TabTitle text={`${t('errorTitle')} · ${t('brand')}`} />
      <Button onClick={retry} className="self-start">
        {t('retry')}
      </Button>
    </Page>
  );
}
