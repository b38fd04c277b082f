'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent } from 'react';
import { retryDelayMs } from '#components/retry-delay.ts';
import { Button } from '#components/ui/button.tsx';
import { Page } from '#components/ui/page.tsx';
import { TabTitle } from '#components/ui/tab-title.tsx';

interface ErrorPageProps {
  error: Error & { digest?: string };
  retry: () => void;
}

/** As after so many tries without an answer: every 4 to 8 s. */
const failures = 4;

/** Stands for a page that failed. Where the server failed, as in an outage, it is asked again until it can answer. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
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
