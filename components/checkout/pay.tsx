'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useRef } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import type { Booking } from '../booking.ts';
import { Checking } from '../turn/checking.tsx';
import { sinceMount } from '../turn/since-mount.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { TopUp } from './top-up.tsx';
import type { Payment } from './use-payment.ts';

interface PayProps {
  userId: string;
  booking: Booking;
  balance: number;
  payment: Payment;
}

export function Pay({ userId, booking, balance: rendered, payment }: PayProps) {
  const t = useTranslations('checkout.pay');
  const { won } = useFormats();
  const button = useRef<HTMLButtonElement>(null);
  const wallet = { balance: rendered };
  const { balance } = sinceMount(
    api.wallet.balance.useQuery(undefined, { initialData: wallet }),
    wallet,
  );
  const short = balance < booking.price;
  // Detects a top-up by the balance, because the response to the top-up may not arrive. After a
  // top-up, the pay button takes the focus.
  const toppedUp = rendered < booking.price && !short;
  useEffect(() => {
    if (toppedUp) button.current?.focus();
  }, [toppedUp]);
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-lg font-bold">{t('title')}</h2>
      <dl className="flex flex-col gap-1">
        <AmountRow name={t('balance')} value={won(balance)} />
        <AmountRow name={t('price')} value={won(booking.price)} />
        {!short && <AmountRow name={t('after')} value={won(balance - booking.price)} />}
      </dl>
      {short && <TopUp key={balance} userId={userId} missing={booking.price - balance} />}
      <PayNews payment={payment} toppedUp={toppedUp ? balance : null} />
      <PayButton payment={payment} short={short} price={won(booking.price)} button={button} />
    </Card>
  );
}

function AmountRow({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="font-semibold">{value}</dd>
    </div>
  );
}

/**
 * Shows an unanswered or failed payment, and otherwise a successful top-up. `toppedUp` is the
 * balance in won after a top-up on this page, or null.
 */
export function PayNews({
  payment,
  toppedUp,
}: {
  payment: Omit<Payment, 'pay'>;
  toppedUp: number | null;
}) {
  const t = useTranslations('checkout.pay');
  const refusalText = useRefusalText();
  const { won } = useFormats();
  if (payment.checking) return <Checking what="pay" />;
  if (payment.error !== null) return <Notice tone="danger" title={refusalText(payment.error)} />;
  return toppedUp === null ? null : (
    <Notice tone="success">{t('charged', { balance: won(toppedUp) })}</Notice>
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
