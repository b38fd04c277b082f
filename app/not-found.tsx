import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonClass } from '#components/ui/button.tsx';
import { Page } from '#components/ui/page.tsx';

export default function NotFound() {
  const t = useTranslations('common');
  return (
    <Page narrow title={t('notFoundTitle')} lead={t('notFoundLead')}>
      <Link href="/" className={buttonClass('primary', 'self-start')}>
        {t('home')}
      </Link>
    </Page>
  );
}
