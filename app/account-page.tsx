import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ownPath, withReturnTo } from '#components/account/own-path.ts';
import { SocialSignIn } from '#components/account/social-sign-in.tsx';
import { Link } from '#components/navigation.ts';
import { LeaveIfSignedIn } from '#components/session/leave-if-signed-in.tsx';
import { Card } from '#components/ui/card.tsx';
import { Page } from '#components/ui/page.tsx';
import { serverApi } from './server-api.ts';
import { addressesOf } from './site.ts';

const pages = {
  signIn: { path: '/sign-in', other: '/sign-up', question: 'noAccount', toOther: 'toSignUp' },
  signUp: { path: '/sign-up', other: '/sign-in', question: 'haveAccount', toOther: 'toSignIn' },
} as const;

export async function accountMetadata(page: keyof typeof pages): Promise<Metadata> {
  return {
    title: (await getTranslations('account'))(`${page}Title`),
    alternates: await addressesOf(pages[page].path),
  };
}

interface AccountPage {
  page: keyof typeof pages;
  /** Value of the query's `returnTo`. */
  returnTo: unknown;
  form: (returnTo: string) => ReactNode;
}

/** Renders the form, the social sign-ins and the link to the other page, which keeps `returnTo`. */
export async function accountPage({ page, returnTo: given, form }: AccountPage) {
  const [t, { api }] = await Promise.all([getTranslations('account'), serverApi()]);
  const { other, question, toOther } = pages[page];
  const returnTo = ownPath(given);
  return (
    <Page narrow title={t(`${page}Title`)} lead={t(`${page}Lead`)}>
      <LeaveIfSignedIn returnTo={returnTo} />
      <Card className="flex flex-col gap-5">
        {form(returnTo)}
        <SocialSignIn providers={await api.account.providers()} returnTo={returnTo} />
      </Card>
      <p className="text-center">
        {t(question)}{' '}
        <Link
          href={withReturnTo(other, returnTo)}
          className="inline-block py-2 font-semibold text-accent underline"
        >
          {t(toOther)}
        </Link>
      </p>
    </Page>
  );
}
