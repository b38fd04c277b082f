'use client';

import { useTranslations } from 'next-intl';
import { Link, useAddress } from '../navigation.ts';
import { AccountForm } from './account-form.tsx';
import { goOn, signInWithPassword } from './next-auth.ts';
import { EmailField } from './email-field.tsx';
import { PasswordField } from './password-field.tsx';
import { type AccountProblem, useAccountForm } from './use-account-form.ts';

interface SignInFormProps {
  returnTo: string;
  /** Problem from the sign-in provider's redirect, or null. */
  problem: AccountProblem | null;
}

export function SignInForm({ returnTo, problem }: SignInFormProps) {
  const t = useTranslations('account');
  const addressOf = useAddress();
  const form = useAccountForm({
    schema: async () => (await import('#server/account/account.schema.ts')).signInInput,
    invalid: { email: 'emailInvalid', password: 'passwordTooLong' },
    missing: { email: 'emailMissing', password: 'passwordMissing' },
    problem,
    act: async (input) => {
      const wentWrong = await signInWithPassword(input);
      if (wentWrong !== null) return { done: false, problem: wentWrong };
      goOn(addressOf(returnTo));
      return { done: true };
    },
  });
  return (
    <AccountForm form={form} action={{ label: t('signIn'), busy: t('signingIn') }}>
      <EmailField error={form.errors['email']} />
      <PasswordField autoComplete="current-password" error={form.errors['password']} />
      <Link href="/reset" className="-my-2 self-start py-2 font-semibold text-accent underline">
        {t('forgotten')}
      </Link>
    </AccountForm>
  );
}
