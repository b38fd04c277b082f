import { providerProblem } from '#components/account/provider-problem.ts';
import { SignInForm } from '#components/account/sign-in-form.tsx';
import { accountMetadata, accountPage } from '../../account-page.tsx';

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export const generateMetadata = () => accountMetadata('signIn');

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const query = await searchParams;
  return accountPage({
    page: 'signIn',
    returnTo: query['returnTo'],
    form: (returnTo) => (
      <SignInForm returnTo={returnTo} problem={providerProblem(query['error'])} />
    ),
  });
}
