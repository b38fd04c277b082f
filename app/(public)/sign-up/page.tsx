import { SignUpForm } from '#components/account/sign-up-form.tsx';
import { serverApi } from '../../server-api.ts';
import { accountMetadata, accountPage } from '../../account-page.tsx';

interface SignUpPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export const generateMetadata = () => accountMetadata('signUp');

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const [{ returnTo: given }, { api }] = await Promise.all([searchParams, serverApi()]);
  const { versions } = await api.account.terms();
  return accountPage({
    page: 'signUp',
    returnTo: given,
    form: (returnTo) => <SignUpForm returnTo={returnTo} versions={versions} />,
  });
}
