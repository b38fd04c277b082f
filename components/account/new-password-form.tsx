'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ResetInput } from '#server/account/account.schema.ts';
import { Link } from '../navigation.ts';
import { send } from '../network/procedure.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { AccountForm } from './account-form.tsx';
import { linkProblem } from './link-problem.ts';
import { PasswordField } from './password-field.tsx';
import { type Outcome, useAccountForm } from './use-account-form.ts';

export function NewPasswordForm({ token }: { token: string }) {
  const t = useTranslations('links');
  const account = useTranslations('account');
  const [done, setDone] = useState(false);
  const act = async ({ password }: Omit<ResetInput, 'token'>): Promise<Outcome> => {
    try {
      await send('account', 'reset', { token, password });
    } catch (error) {
      return { done: false, problem: linkProblem(error) };
    }
    setDone(true);
    return { done: true };
  };
  const form = useAccountForm({
    schema: async () =>
      (await import('#server/account/account.schema.ts')).resetInput.omit({ token: true }),
    invalid: { password: 'passwordInvalid' },
    missing: { password: 'passwordMissing' },
    act,
  });
  if (done)
    return (
      <Notice
        tone="success"
        title={t('doneTitle')}
        actions={
          <Link href="/sign-in" className={buttonClass()}>
            {account('signIn')}
          </Link>
        }
      >
        {t('done')}
      </Notice>
    );
  return (
    <Card>
      <AccountForm form={form} action={{ label: t('setPassword'), busy: t('setting') }}>
        <PasswordField
          autoComplete="new-password"
          hint={account('passwordHint')}
          error={form.errors['password']}
        />
      </AccountForm>
      {form.problem === 'LINK_EXPIRED' && (
        <Link href="/reset" className={buttonClass('secondary', 'mt-3 w-full')}>
          {t('newLink')}
        </Link>
      )}
    </Card>
  );
}
