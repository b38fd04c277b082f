'use client';

import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { Page } from '#components/ui/page.tsx';

export default function ErrorPage({ reset }: { reset: () => void }) {
  const t = useTranslations('common');
  return (
    <Page narrow title={t('errorTitle')} lead={t('errorLead')}>
      <Button onClick={reset} className="self-start">
        {t('retry')}
      </Button>
    </Page>
  );
}
