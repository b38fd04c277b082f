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
import { chargeKrwMax, walletKrwMax } from '#server/wallet/wallet.schema.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { Checking } from '../turn/checking.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { AmountField } from './amount-field.tsx';
import { amountOf, grouped } from './amount.ts';
import { type Charge, useCharge } from './use-charge.ts';

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

/** Shows an unanswered or refused charge. A toast states a success. */
function ChargeOutcome({ charge, balance }: { charge: Charge; balance: number }) {
  const t = useTranslations('wallet');
  const refusalText = useRefusalText();
  const { won } = useFormats();
  if (charge.checking !== null)
    return <Checking what="charge" amount={charge.checking} unsaved={charge.unsaved} />;
  if (charge.error === null) return null;
  const limited = refusalOf(charge.error).code === 'WALLET_LIMIT';
  return (
    <Notice tone="danger" title={t('notCharged')}>
      {refusalText(charge.error)}{' '}
      {limited
        ? t('roomLeft', { amount: won(Math.max(0, walletKrwMax - balance)) })
        : t('notMoved')}
    </Notice>
  );
}

const amounts = [50_000, 100_000, 300_000, 1_000_000] as const;

/** Adds to the amount that the field shows. */
function QuickAmounts({ onAdd }: { onAdd: (amount: number) => void }) {
  const t = useTranslations('wallet');
  return (
    <div role="group" aria-label={t('quickAmounts')} className="flex flex-wrap gap-2">
      {amounts.map((amount) => (
        <Button
          key={amount}
          variant="secondary"
          className="grow px-1 tabular-nums"
          onClick={() => onAdd(amount)}
        >
          {t(`add.${amount}`)}
        </Button>
      ))}
    </div>
  );
}
