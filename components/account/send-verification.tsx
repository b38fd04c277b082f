'use client';

import { useMutation } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useRefusalText } from '../errors.ts';
import { send } from '../network/procedure.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

/** Offers the mail that verifies the user's address. */
export function SendVerification({ email }: { email: string }) {
  const t = useTranslations('wallet');
  const refusalText = useRefusalText();
  const language = useLocale();
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () => send('account', 'sendVerification', { language }),
  });
  if (isSuccess)
    return (
      <Notice tone="success" title={t('verifySentTitle')}>
        {t('verifySent', { email })}
      </Notice>
    );
  const action = (
    <Button variant="secondary" onClick={() => mutate()} aria-disabled={isPending}>
      {t('verifySend')}
    </Button>
  );
  return (
    <Notice title={t('verifyTitle')} actions={action}>
      {error === null ? t('verifyWhy', { email }) : refusalText(error)}
    </Notice>
  );
}
