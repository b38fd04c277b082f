'use client';

import { useTranslations } from 'next-intl';
import {
  type MouseEvent,
  type SubmitEvent,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toast.tsx';
import { amountOf, grouped } from './amount.ts';
import { AmountField } from './amount-field.tsx';
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
  const toast = useToast();
  const charge = useCharge(userId);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const amount = amountOf(text);
  /** Removes the outcome or error of the previous amount. */
  const forget = () => {
    charge.reset();
    toast('');
  };
  const type = (value: string) => {
    setText(value);
    setWrong(false);
    forget();
  };
  const add = (more: number) => {
    if (!charge.pending) type(grouped(String(Math.min((amount ?? 0) + more, chargeKrwMax))));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (charge.pending) return;
    setWrong(amount === null);
    forget();
    if (amount === null) input.current?.focus();
    else charge.send(amount, () => setText(''));
  };
  const { charged } = charge;
  const say = useEffectEvent((krw: number) => toast(t('charged', { amount: won(krw) })));
  useEffect(() => {
    if (charged !== null) say(charged);
  }, [charged]);

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <AmountField
        ref={input}
        label={t('amount')}
        value={text}
        readOnly={charge.pending}
        onChange={type}
        hint={
          amount === null
            ? t('amountHint', { max: won(chargeKrwMax) })
            : t('balanceThen', { balance: won(balance + amount) })
        }
        error={wrong ? t('amountWrong', { max: won(chargeKrwMax) }) : undefined}
      />
      <QuickAmounts onAdd={add} />
      <Button
        type="submit"
        aria-disabled={charge.pending}
        aria-busy={charge.pending}
        onClick={ignoreSecondClick}
      >
        {charge.pending ? t('charging') : t('charge')}
      </Button>
      <ChargeOutcome charge={charge} balance={balance} />
    </form>
  );
}
