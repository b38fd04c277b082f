'use client';

import { useTranslations } from 'next-intl';
import { type ComponentProps, useState } from 'react';
import { ask, send } from '../network/procedure.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { AcceptanceFields } from './acceptance-fields.tsx';
import { acceptances } from './acceptances.ts';

/** Accepts the current versions for the signed-in user. */
async function accept(): Promise<void> {
  const { versions } = await ask('account', 'terms');
  if (versions === null) return;
  await send('account', 'acceptTerms', {
    terms: { version: versions.terms },
    privacy: { version: versions.privacy },
    over14: true,
  });
}

interface AcceptTermsProps {
  /** Continues the call that was refused with TERMS. */
  onAccepted: () => void;
}

/** Lets a user whose call was refused with TERMS accept the terms without leaving the page. */
export function AcceptTerms({ onAccepted }: AcceptTermsProps) {
  const t = useTranslations('account.acceptance');
  const [missing, setMissing] = useState<string[]>([]);
  const [pending, setPending] = useState(false);
  const [failed, setFailed] = useState(false);
  const onSubmit: NonNullable<ComponentProps<'form'>['onSubmit']> = (event) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const lacking = acceptances.filter((name) => !given.has(name));
    setMissing(lacking);
    if (lacking.length > 0 || pending) return;
    setPending(true);
    setFailed(false);
    accept()
      .then(onAccepted, () => setFailed(true))
      .finally(() => setPending(false));
  };
  return (
    <Notice tone="warning" title={t('title')}>
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-3">
        <p>{t('why')}</p>
        <AcceptanceFields missing={missing} />
        {failed && <p className="text-danger">{t('failed')}</p>}
        <Button type="submit" aria-disabled={pending} aria-busy={pending}>
          {t('accept')}
        </Button>
      </form>
    </Notice>
  );
}
