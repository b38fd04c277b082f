'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

const retryMs = 5_000;

/** Stands for a page that could not be loaded, and goes on trying. */
export function Unavailable() {
  const t = useTranslations('seating.turn');
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), retryMs);
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
