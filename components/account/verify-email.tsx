'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { refusalOf, useRefusalText } from '../errors.ts';
import { Link } from '../navigation.ts';
import { send } from '../network/procedure.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';

/** Uses the link only on a press, because mail scanners open each link of a mail. */
export function VerifyEmail({ token }: { token: string }) {
  const t = useTranslations('links');
  const refusalText = useRefusalText();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => send('account', 'verify', { token }),
  });
  if (data !== undefined)
    return (
      <Notice
        tone="success"
        title={t('verifiedTitle')}
        actions={
          <Link href="/" className={buttonClass()}>
            {t('toConcerts')}
          </Link>
        }
      >
        {t('verified', { email: data.email })}
      </Notice>
    );
  return (
    <Card className="flex flex-col gap-5">
      {error !== null && (
        <Notice
          tone="danger"
          actions={
            refusalOf(error).code === 'LINK_EXPIRED' && (
              <Link href="/account" className={buttonClass('secondary')}>
                {t('toAccount')}
              </Link>
            )
          }
        >
          {refusalText(error)}
        </Notice>
      )}
      <Button onClick={() => mutate()} aria-disabled={isPending} aria-busy={isPending}>
        {isPending ? t('verifying') : t('verify')}
      </Button>
    </Card>
  );
}
