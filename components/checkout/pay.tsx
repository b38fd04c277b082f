'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useRef, useState } from 'react';
import { api } from '../api.ts';
import { refusalOf, type RefusalSeen, useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import type { Booking } from '../seat-map/held.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { TopUp } from './top-up.tsx';
import type { Payment } from './use-payment.ts';

const unanswered: RefusalSeen['code'][] = ['OFFLINE', 'TRY_AGAIN', 'INTERNAL'];

/** The wallet, what it lacks, and the button that pays. */
export function Pay({ booking, balance: rendered, payment }: { booking: Booking; balance: number; payment: Payment }) {
  const t = useTranslations('checkout.pay');
  const { won } = useFormats();
  const { data } = api.wallet.balance.useQuery(undefined, { initialData: { balance: rendered } });
  const [charged, setCharged] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const balance = data.balance;
  const missing = booking.price - balance;
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-lg font-bold">{t('title')}</h2>
      <dl className="flex flex-col gap-1">
        <Line name={t('balance')} value={won(balance)} />
        <Line name={t('price')} value={won(booking.price)} />
        {missing <= 0 && <Line name={t('after')} value={won(-missing)} />}
      </dl>
      {missing > 0 && (
        <TopUp
          key={missing}
          missing={missing}
          onCharged={() => {
            setCharged(true);
            button.current?.focus();
          }}
        />
      )}
      {charged && missing <= 0 && <Notice tone="success">{t('charged', { balance: won(balance) })}</Notice>}
      <Unpaid error={payment.error} />
      <PayButton payment={payment} short={missing > 0} price={won(booking.price)} button={button} />
    </Card>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="font-semibold">{value}</dd>
    </div>
  );
}

/** Why it has not been paid, or that nobody knows: then paying again is safe. */
function Unpaid({ error }: { error: unknown }) {
  const t = useTranslations('checkout.pay');
  const refusalText = useRefusalText();
  if (error === null) return null;
  const unknown = unanswered.includes(refusalOf(error).code);
  return (
    <Notice tone="danger" title={unknown ? t('unknownTitle') : refusalText(error)}>
      {unknown ? t('unknown') : undefined}
    </Notice>
  );
}

interface PayButtonProps {
  payment: Payment;
  short: boolean;
  price: string;
  button: RefObject<HTMLButtonElement | null>;
}

function PayButton({ payment, short, price, button }: PayButtonProps) {
  const t = useTranslations('checkout.pay');
  const off = short || payment.running;
  return (
    <Button
      ref={button}
      aria-disabled={off}
      className="aria-disabled:bg-raised aria-disabled:text-muted"
      onClick={() => {
        if (!off) payment.pay();
      }}
    >
      {payment.running ? t('running') : t('pay', { price })}
    </Button>
  );
}
