'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ChangeEmailInput } from '#server/account/account.schema.ts';
import { send } from '../network/procedure.ts';
import type { Account } from '../session/account.ts';
import { Badge } from '../ui/badge.tsx';
import { Notice } from '../ui/notice.tsx';
import { AccountForm } from '../account/account-form.tsx';
import { EmailField } from '../account/email-field.tsx';
import { SendVerification } from '../account/send-verification.tsx';
import { type Outcome, useAccountForm } from '../account/use-account-form.ts';
import { FormBehindButton } from './form-behind-button.tsx';
import { invalidProof, missingProof, proofOf, refusedProof } from './proof.ts';
import { ProofField } from './proof-field.tsx';
import { Section } from './section.tsx';

/** Shows the address and its state, and changes it through a link to the new address. */
export function EmailSettings({ account }: { account: Account }) {
  const t = useTranslations('settings');
  const [isOpen, setIsOpen] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { email, emailVerified } = account;
  const hasAddress = proofOf(account) !== 'SIGN_IN';
  return (
    <Section title={t('email')}>
      <p className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-semibold break-all">
          {hasAddress ? email : t('noAddress')}
        </span>
        {hasAddress && (
          <Badge tone={emailVerified ? 'success' : 'warning'}>
            {t(emailVerified ? 'verified' : 'unverified')}
          </Badge>
        )}
      </p>
      {hasAddress && !emailVerified && <SendVerification email={email} />}
      {sentTo !== null && (
        <Notice tone="success" title={t('changeSentTitle')}>
          {t('changeSent', { email: sentTo })}
        </Notice>
      )}
      <FormBehindButton
        label={t('changeEmail')}
        isOpen={isOpen}
        onOpen={() => {
          setSentTo(null);
          setIsOpen(true);
        }}
      >
        <ChangeEmail
          account={account}
          onSent={(address) => {
            setSentTo(address);
            setIsOpen(false);
          }}
        />
      </FormBehindButton>
    </Section>
  );
}

function ChangeEmail({ account, onSent }: { account: Account; onSent: (email: string) => void }) {
  const t = useTranslations('settings');
  const language = useLocale();
  const kind = proofOf(account);
  const act = async (input: ChangeEmailInput): Promise<Outcome> => {
    try {
      await send('account', 'changeEmail', { ...input, language });
    } catch (error) {
      return refusedProof(kind, error);
    }
    onSent(input.email);
    return { done: true };
  };
  const form = useAccountForm({
    schema: async () => (await import('#server/account/account.schema.ts')).changeEmailInput,
    invalid: { email: 'emailInvalid', ...invalidProof },
    missing: { email: 'emailMissing', ...missingProof },
    act,
  });
  return (
    <AccountForm form={form} action={{ label: t('sendChange'), busy: t('sending') }}>
      <p className="text-sm text-muted">{t('changeEmailHow')}</p>
      <EmailField label={t('newEmail')} autoComplete="email" error={form.errors['email']} />
      <ProofField kind={kind} errors={form.errors} />
    </AccountForm>
  );
}
