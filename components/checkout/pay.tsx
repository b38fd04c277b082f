'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useRef } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import type { Booking } from '../seat-map/held.ts';
import { sinceMount } from '../turn/since-mount.ts';
import { unanswered } from '../turn/unanswered.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { TopUp } from './top-up.tsx';
import type { Payment } from './use-payment.ts';

/** The wallet, what it lacks, and the button that pays. */
export function Pay({ booking, balance: rendered, payment }: { booking: Booking; balance: number; payment: Payment }) {
  const t = useTranslations('checkout.pay');
  const { won } = useFormats();
  const button = useRef<HTMLButtonElement>(null);
  const wallet = { balance: rendered };
  const { balance } = sinceMount(api.wallet.balance.useQuery(undefined, { initialData: wallet }), wallet);
  const short = balance < booking.price;
  // Topped up on this page, even if the answer to it was lost: the way on is the button.
  const toppedUp = rendered < booking.price && !short;
  useEffect(() => {
    if (toppedUp) button.current?.focus();
  }, [toppedUp]);
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-lg font-bold">{t('title')}</h2>
      <dl className="flex flex-col gap-1">
        <Line name={t('balance')} value={won(balance)} />
        <Line name={t('price')} value={won(booking.price)} />
        {!short && <Line name={t('after')} value={won(balance - booking.price)} />}
      </dl>
      {short && <TopUp key={balance} missing={booking.price - balance} />}
      {toppedUp && <Notice tone="success">{t('charged', { balance: won(balance) })}</Notice>}
      <Unpaid error={payment.error} />
      <PayButton payment={payment} short={short} price={won(booking.price)} button={button} />
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
  const unknown = unanswered(error);
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
