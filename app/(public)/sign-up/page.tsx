import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Link } from '#components/navigation.ts';
import { ownPath, withReturnTo } from '#components/account/own-path.ts';
import { SignUpForm } from '#components/account/sign-up-form.tsx';
import { SocialSignIn } from '#components/account/social-sign-in.tsx';
import { LeaveIfSignedIn } from '#components/session/leave-if-signed-in.tsx';
import { Card } from '#components/ui/card.tsx';
import { Page } from '#components/ui/page.tsx';
import { serverApi } from '../../server-api.ts';
import { addressesOf } from '../../site.ts';

interface SignUpPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await getTranslations('account'))('signUpTitle'),
    alternates: await addressesOf('/sign-up'),
  };
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const [query, t, { api }] = await Promise.all([
    searchParams,
    getTranslations('account'),
    serverApi(),
  ]);
  const returnTo = ownPath(query['returnTo']);
  const providers = await api.account.providers();
  return (
    <Page narrow title={t('signUpTitle')} lead={t('signUpLead')}>
      <LeaveIfSignedIn returnTo={returnTo} />
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
