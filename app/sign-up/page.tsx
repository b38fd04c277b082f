import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ownPath, withReturnTo } from '#components/account/own-path.ts';
import { SignUpForm } from '#components/account/sign-up-form.tsx';
import { SocialSignIn } from '#components/account/social-sign-in.tsx';
import { Card } from '#components/ui/card.tsx';
import { Page } from '#components/ui/page.tsx';
import { serverApi, viewer } from '../server-api.ts';

interface SignUpPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('account'))('signUpTitle') };
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const [query, t, { api }] = await Promise.all([
    searchParams,
    getTranslations('account'),
    serverApi(),
  ]);
  const returnTo = ownPath(query['returnTo']);
  if ((await viewer()) !== null) redirect(returnTo);
  const providers = await api.account.providers();
  return (
    <Page narrow title={t('signUpTitle')} lead={t('signUpLead')}>
      <Card className="flex flex-col gap-5">
        <SignUpForm returnTo={returnTo} />
        <SocialSignIn providers={providers} returnTo={returnTo} />
      </Card>
      <p className="text-center">
        {t('haveAccount')}{' '}
        <Link
          href={withReturnTo('/sign-in', returnTo)}
          className="inline-block py-2 font-semibold text-accent underline"
        >
          {t('toSignIn')}
        </Link>
      </p>
    </Page>
  );
}
