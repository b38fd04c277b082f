import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { VerifyEmail } from '#components/account/verify-email.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Page } from '#components/ui/page.tsx';
import { WithMessages } from '../../messages.tsx';

interface VerifyPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('links'))('verifyTitle'), robots: { index: false } };
}

export default async function VerifyPage({ searchParams }: VerifyPageProps) {
  const [{ token }, t] = await Promise.all([searchParams, getTranslations('links')]);
  return (
    <WithMessages names={['links']}>
      {typeof token === 'string' ? (
        <Page narrow title={t('verifyTitle')} lead={t('verifyLead')}>
          <VerifyEmail token={token} />
        </Page>
      ) : (
        <Page narrow title={t('verifyTitle')}>
          <Notice tone="warning" title={t('noLinkTitle')}>
            {t('noLink')}
          </Notice>
        </Page>
      )}
    </WithMessages>
  );
}
