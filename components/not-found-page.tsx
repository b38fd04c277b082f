import { useTranslations } from 'next-intl';
import { useAddress } from './navigation.ts';
import { buttonClass } from './ui/button.tsx';
import { Page } from './ui/page.tsx';
import { TabTitle } from './ui/tab-title.tsx';

export function NotFoundPage() {
  const t = useTranslations('common');
  return (
    <Page narrow title={t('notFoundTitle')} lead={t('notFoundLead')}>
      <TabTitle text={`${t('notFoundTitle')} · ${t('brand')}`} />
      <a href={useAddress()('/')} className={buttonClass('primary', 'self-start')}>
        {t('home')}
      </a>
    </Page>
  );
}
