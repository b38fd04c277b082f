import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NewPasswordForm } from '#components/account/new-password-form.tsx';
import { RequestResetForm } from '#components/account/request-reset-form.tsx';
import { Page } from '#components/ui/page.tsx';
import { WithMessages } from '../../messages.tsx';

interface ResetPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('links'))('resetTitle'), robots: { index: false } };
}

export default async function ResetPage({ searchParams }: ResetPageProps) {
  const [{ token }, t] = await Promise.all([searchParams, getTranslations('links')]);
  return (
    <WithMessages names={['links']}>
      {typeof token === 'string' ? (
        <Page narrow title={t('newTitle')} lead={t('newLead')}>
          <NewPasswordForm token={token} />
        </Page>
      ) : (
        <Page narrow title={t('resetTitle')} lead={t('resetLead')}>
          <RequestResetForm />
        </Page>
      )}
    </WithMessages>
  );
}
