'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ChangePasswordInput } from '#server/account/account.schema.ts';
import { useRouter } from '../navigation.ts';
import { send } from '../network/procedure.ts';
import type { Account } from '../session/account.ts';
import { Notice } from '../ui/notice.tsx';
import { AccountForm } from '../account/account-form.tsx';
import { PasswordField } from '../account/password-field.tsx';
import { type Outcome, useAccountForm } from '../account/use-account-form.ts';
import { FormBehindButton } from './form-behind-button.tsx';
import { invalidProof, missingProof, proofOf, refusedProof } from './proof.ts';
import { ProofField } from './proof-field.tsx';
import { Section } from './section.tsx';

/** Changes the password, or sets the first one of a user of a provider. */
export function PasswordSettings({ account }: { account: Account }) {
  const t = useTranslations('settings');
  const [isOpen, setIsOpen] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const router = useRouter();
  const onDone = () => {
    setIsDone(true);
    setIsOpen(false);
    router.refresh(); // the list of sessions is shorter, and the account has a password now
  };
  const open = t(account.hasPassword ? 'changePassword' : 'setPassword');
  return (
    <Section title={t('password')}>
      {isDone && (
        <Notice tone="success" title={t('passwordChangedTitle')}>
          {t('passwordChanged')}
        </Notice>
      )}
      <FormBehindButton
        label={open}
        isOpen={isOpen}
        onOpen={() => {
          setIsDone(false);
          setIsOpen(true);
        }}
      >
        <ChangePassword account={account} label={open} onDone={onDone} />
      </FormBehindButton>
    </Section>
  );
}

interface ChangePasswordProps {
  account: Account;
  label: string;
  onDone: () => void;
}

function ChangePassword({ account, label, onDone }: ChangePasswordProps) {
  const t = useTranslations('settings');
  const accountText = useTranslations('account');
  const language = useLocale();
  const kind = proofOf(account);
  const act = async (input: ChangePasswordInput): Promise<Outcome> => {
    try {
      await send('account', 'changePassword', { ...input, language });
    } catch (error) {
      return refusedProof(kind, error);
    }
    onDone();
    return { done: true };
  };
  const form = useAccountForm({
    schema: async () => (await import('#server/account/account.schema.ts')).changePasswordInput,
    invalid: { newPassword: 'passwordInvalid', ...invalidProof },
    missing: { newPassword: 'passwordMissing', ...missingProof },
    act,
  });
  return (
    <AccountForm form={form} action={{ label, busy: t('saving') }}>
      <p className="text-sm text-muted">{t('changePasswordHow')}</p>
      {/* Password managers pair the new password with this address. */}
      <input hidden readOnly type="email" autoComplete="username" value={account.email} />
      <ProofField kind={kind} errors={form.errors} />
      <PasswordField
        name="newPassword"
        label={t('newPassword')}
        autoComplete="new-password"
        hint={accountText('passwordHint')}
        error={form.errors['newPassword']}
      />
    </AccountForm>
  );
}
