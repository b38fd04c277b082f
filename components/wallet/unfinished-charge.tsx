import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Charge } from './use-charge.ts';

/** In the form's place while nobody knows whether the last top-up went through. */
export function UnfinishedCharge({ charge, amount }: { charge: Charge; amount: number }) {
  const t = useTranslations('wallet');
  const refusalText = useRefusalText();
  const { won } = useFormats();
  const again = useRef<HTMLButtonElement>(null);
  const justFailed = charge.error !== null;
  useEffect(() => {
    if (justFailed) again.current?.focus(); // the form that had the focus is gone
  }, [justFailed]);
  return (
    <Notice
      tone="warning"
      title={t('unfinishedTitle', { amount: won(amount) })}
      actions={
        <>
          <Button ref={again} onClick={() => charge.send(amount)}>
            {t('unfinishedResume')}
          </Button>
          <Button variant="secondary" onClick={charge.drop}>
            {t('unfinishedDrop')}
          </Button>
        </>
      }
    >
      {charge.error !== null && <p>{refusalText(charge.error)}</p>}
      <p>{t('unfinishedText')}</p>
    </Notice>
  );
}
