'use client';

import { useTranslations } from 'next-intl';
import { type MouseEvent, type SubmitEvent, useRef, useState } from 'react';
import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { amountOf } from './amount.ts';
import { ChargeOutcome } from './charge-outcome.tsx';
import { QuickAmounts } from './quick-amounts.tsx';
import { useCharge } from './use-charge.ts';

// The second click of a double click must not start a second charge.
const ignoreSecondClick = (event: MouseEvent) => {
  if (event.detail > 1) event.preventDefault();
};

export function ChargeForm({ userId, balance }: { userId: string; balance: number }) {
  const t = useTranslations('wallet');
  const { won } = useFormats();
  const charge = useCharge(userId);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const amount = amountOf(text);
  const type = (value: string) => {
    setText(value);
    setWrong(false);
    // Removes the outcome or error of the previous amount.
    charge.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (charge.pending) return;
    setWrong(amount === null);
    charge.reset();
    if (amount === null) input.current?.focus();
    else charge.send(amount, () => setText(''));
  };

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <QuickAmounts chosen={amount} onChoose={(value) => type(String(value))} />
      <Field
        ref={input}
        label={t('amount')}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        readOnly={charge.pending}
        onChange={({ target }) => type(target.value)}
        hint={amount === null ? t('amountHint', { max: won(chargeKrwMax) }) : won(amount)}
        error={wrong ? t('amountWrong', { max: won(chargeKrwMax) }) : undefined}
      />
      <Button type="submit" aria-disabled={charge.pending} onClick={ignoreSecondClick}>
        {charge.pending ? t('charging') : t('charge')}
      </Button>
      <ChargeOutcome charge={charge} balance={balance} />
    </form>
  );
}
