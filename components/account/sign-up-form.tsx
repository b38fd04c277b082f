'use client';

import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import type { SignUpInput } from '#server/account/account.schema.ts';
import { refusalOf } from '#components/errors.ts';
import { send } from '#components/network/procedure.ts';
import { Field } from '#components/ui/field.tsx';
import { useAddress } from '../navigation.ts';
import { type Versions, withAcceptances } from '../terms/acceptances.ts';
import { AccountForm } from './account-form.tsx';
import { goOn, signInWithPassword } from './next-auth.ts';
import { EmailField } from './email-field.tsx';
import { PasswordField } from './password-field.tsx';
import { type Outcome, useAccountForm } from './use-account-form.ts';

const invalid = { name: 'nameInvalid', email: 'emailInvalid', password: 'passwordInvalid' };
const missing = { name: 'nameMissing', email: 'emailMissing', password: 'passwordMissing' };

const AcceptanceFields = dynamic(
  async () => (await import('../terms/acceptance-fields.tsx')).AcceptanceFields,
);

function outcomeOf(error: unknown): Outcome {
  const { code } = refusalOf(error);
  if (code === 'EMAIL_TAKEN') return { done: false, errors: { email: 'emailTaken' } };
  return { done: false, problem: code === 'TOO_MANY_REQUESTS' ? code : 'BUSY' };
}

interface SignUpFormProps {
  returnTo: string;
  /** Versions that a new user accepts; null if this installation asks for none. */
  versions: Versions | null;
}

export function SignUpForm({ returnTo, versions }: SignUpFormProps) {
  const t = useTranslations('account');
  const addressOf = useAddress();
  const act = async (input: SignUpInput): Promise<Outcome> => {
    try {
      await send('account', 'signUp', input);
    } catch (error) {
      return outcomeOf(error);
    }
    if ((await signInWithPassword(input)) !== null)
      return { done: false, problem: 'SIGNED_UP_ONLY' };
    goOn(addressOf(returnTo));
    return { done: true };
  };
  const form = useAccountForm({
    schema: async () => (await import('#server/account/account.schema.ts')).signUpInput,
    invalid,
    missing,
    toInput: (fields) => (versions === null ? fields : withAcceptances(fields, versions)),
    act,
  });
  const nameError = form.errors['name'];
  return (
    <AccountForm form={form} action={{ label: t('signUp'), busy: t('signingUp') }}>
      <Field
        label={t('name')}
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        hint={t('nameHint')}
        error={nameError === undefined ? undefined : t(nameError)}
      />
      <EmailField error={form.errors['email']} />
      <PasswordField
        autoComplete="new-password"
        hint={t('passwordHint')}
        error={form.errors['password']}
      />
      {versions !== null && <AcceptanceFields missing={Object.keys(form.errors)} />}
    </AccountForm>
  );
}
