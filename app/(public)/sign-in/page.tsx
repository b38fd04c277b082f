import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Link } from '#components/navigation.ts';
import { ownPath, withReturnTo } from '#components/account/own-path.ts';
import { providerProblem } from '#components/account/provider-problem.ts';
import { SignInForm } from '#components/account/sign-in-form.tsx';
import { SocialSignIn } from '#components/account/social-sign-in.tsx';
import { LeaveIfSignedIn } from '#components/session/leave-if-signed-in.tsx';
import { Card } from '#components/ui/card.tsx';
import { Page } from '#components/ui/page.tsx';
import { serverApi } from '../../server-api.ts';
import { addressesOf } from '../../site.ts';

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await getTranslations('account'))('signInTitle'),
    alternates: await addressesOf('/sign-in'),
  };
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const [query, t, { api }] = await Promise.all([
    searchParams,
    getTranslations('account'),
    serverApi(),
  ]);
  const returnTo = ownPath(query['returnTo']);
  const providers = await api.account.providers();
  return (
    <Page narrow title={t('signInTitle')} lead={t('signInLead')}>
      <LeaveIfSignedIn returnTo={returnTo} />
      <Card className="flex flex-col gap-5">
        <SignInForm returnTo={returnTo} problem={providerProblem(query['error'])} />
        <SocialSignIn providers={providers} returnTo={returnTo} />
      </Card>
      <p className="text-center">
        {t('noAccount')}{' '}
        <Link
          href={withReturnTo('/sign-up', returnTo)}
          className="inline-block py-2 font-semibold text-accent underline"
        >
          {t('toSignUp')}
        </Link>
      </p>
    </Page>
  );
}
