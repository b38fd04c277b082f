'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RequestResetInput } from '#server/account/account.schema.ts';
import { send } from '../network/procedure.ts';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { AccountForm } from './account-form.tsx';
import { EmailField } from './email-field.tsx';
import { linkProblem } from './link-problem.ts';
import { type Outcome, useAccountForm } from './use-account-form.ts';

/** Says the same for every address, so that nobody learns who has an account. */
export function RequestResetForm() {
  const t = useTranslations('links');
  const language = useLocale();
  const [sent, setSent] = useState(false);
  const act = async ({ email }: RequestResetInput): Promise<Outcome> => {
    try {
      await send('account', 'requestReset', { email, language });
    } catch (error) {
      return { done: false, problem: linkProblem(error) };
    }
    setSent(true);
    return { done: true };
  };
  const form = useAccountForm({
    schema: async () => (await import('#server/account/account.schema.ts')).requestResetInput,
    invalid: { email: 'emailInvalid' },
    missing: { email: 'emailMissing' },
    act,
  });
  if (sent)
    return (
      <Notice tone="success" title={t('sentTitle')}>
        {t('sent')}
      </Notice>
    );
  return (
    <Card>
      <AccountForm form={form} action={{ label: t('sendLink'), busy: t('sending') }}>
        <EmailField error={form.errors['email']} />
      </AccountForm>
    </Card>
  );
}
