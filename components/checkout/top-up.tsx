'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { Checking } from '../turn/checking.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { amountOf } from '../wallet/amount.ts';
import { useCharge } from '../wallet/use-charge.ts';

/**
 * Tops up the wallet during the checkout, by the missing amount unless the user changes it. Shares
 * the charge attempt with the wallet page, so that a user has only one attempt.
 */
export function TopUp({ userId, missing }: { userId: string; missing: number }) {
  const t = useTranslations('checkout.topUp');
  const { won, number } = useFormats();
  const refusalText = useRefusalText();
  const charge = useCharge(userId);
  const [text, setText] = useState(number(missing));
  const amount = amountOf(text);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (amount !== null && !charge.pending) charge.send(amount);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <Notice tone="warning" title={t('short', { missing: won(missing) })}>
        {t('about')}
      </Notice>
      <Field
        label={t('amount')}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        readOnly={charge.pending}
        onChange={({ target }) => {
          setText(target.value);
          charge.reset();
        }}
        hint={t('hint', { missing: number(missing) })}
        error={amount === null ? t('invalid', { max: number(chargeKrwMax) }) : undefined}
      />
      {charge.checking !== null && (
        <Checking what="charge" amount={charge.checking} unsaved={charge.unsaved} />
      )}
      {charge.error !== null && <Notice tone="danger">{refusalText(charge.error)}</Notice>}
      <Button type="submit" aria-disabled={charge.pending || amount === null}>
        {charge.pending ? t('running') : t('charge')}
      </Button>
    </form>
  );
}
