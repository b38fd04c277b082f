'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { unanswered } from '../turn/unanswered.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { attemptKeys } from '../attempt-key.ts';

/** Puts what is missing into the wallet, here, while the seats stay held. */
export function TopUp({ missing }: { missing: number }) {
  const t = useTranslations('checkout.topUp');
  const { won, number } = useFormats();
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const [{ keyFor, settled }] = useState(attemptKeys);
  const [text, setText] = useState(String(missing));
  const amount = Number(text);
  const valid = /^\d+$/.test(text) && amount >= 1 && amount <= chargeKrwMax;
  const charge = api.wallet.charge.useMutation({
    networkMode: 'always',
    onSuccess: ({ balance }) => {
      settled();
      utils.wallet.balance.setData(undefined, { balance });
    },
    // The answer may have been lost on its way: the balance tells.
    onError: () => utils.wallet.balance.invalidate(),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (valid && !charge.isPending) charge.mutate({ amount, idempotencyKey: keyFor(amount) });
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
        onChange={(event) => setText(event.target.value.replaceAll(/[,\s]/g, ''))}
        hint={t('hint', { missing: number(missing) })}
        error={valid ? undefined : t('invalid', { max: number(chargeKrwMax) })}
      />
      {charge.error !== null && (
        <Notice tone="danger">{unanswered(charge.error) ? t('unknown') : refusalText(charge.error)}</Notice>
      )}
      <Button type="submit" aria-disabled={charge.isPending || !valid}>
        {charge.isPending ? t('running') : t('charge')}
      </Button>
    </form>
  );
}
