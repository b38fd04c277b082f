import type { Metadata } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { buttonClass } from '#components/ui/button.tsx';
import { Page } from '#components/ui/page.tsx';
import { TabTitle } from '#components/ui/tab-title.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('common'))('notFoundTitle') };
}

export default function NotFound() {
  const t = useTranslations('common');
  return (
    <Page narrow title={t('notFoundTitle')} lead={t('notFoundLead')}>
      <TabTitle text={`${t('notFoundTitle')} · ${t('brand')}`} />
      <Link href="/" className={buttonClass('primary', 'self-start')}>
        {t('home')}
      </Link>
    </Page>
  );
}
