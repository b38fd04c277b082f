'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Concert } from '../catalog/concert.ts';
import { useFeeDates } from '../catalog/fee-rules.ts';
import { FeeStrip } from '../catalog/fee-strip.tsx';
import { useFormats } from '../format.tsx';
import type { Seat } from '../seat-map/arrange.ts';
import type { Booking } from '../booking.ts';
import { Button } from '../ui/button.tsx';
import { amountOf } from '../wallet/amount.ts';
import { Funds } from './funds.tsx';
import { News } from './news.tsx';
import { Review } from './review.tsx';
import { type Purchase, suggestedAmount } from './use-purchase.ts';

interface CheckoutFormProps {
  booking: Booking;
  concert: Pick<Concert, 'poster' | 'artwork'>;
  seats: Seat[];
  purchase: Purchase;
  now: string;
}

/** The bar with the sum and the button stays at the bottom of the window. */
export function CheckoutForm({ booking, concert, seats, purchase, now }: CheckoutFormProps) {
  const { balance, missing, payment, charge, busy } = purchase;
  const [typed, setTyped] = useState<string | null>(null);
  const amount = typed === null ? suggestedAmount(missing) : amountOf(typed);
  return (
    <main
      id="content"
      className="grid min-h-0 w-full flex-1 grid-rows-[1fr_auto] side:mx-auto side:max-w-5xl side:grid-cols-[1fr_20rem] side:grid-rows-1"
    >
      <div className="min-h-0 overflow-y-auto bg-surface">
        <div className="mx-auto flex max-w-xl flex-col gap-4 p-4">
          <Review {...{ booking, concert, seats }} />
          <Funds
            {...{ balance, missing, typed }}
            price={booking.price}
            onType={setTyped}
            isFixed={busy}
          />
          <Fees booking={booking} now={now} />
        </div>
      </div>
      <section className="flex flex-col gap-2 border-t border-line bg-surface px-4 py-3 side:m-2 side:self-start side:rounded-2xl side:border">
        <News payment={payment} charge={charge} />
        <PayButton {...{ booking, purchase, amount }} />
      </section>
    </main>
  );
}

function Fees({ booking, now }: { booking: Booking; now: string }) {
  const t = useTranslations('checkout.fees');
  const dates = useFeeDates(booking, now);
  return (
    <section aria-labelledby="fees" className="flex flex-col gap-2 border-t border-line pt-4">
      <h2 id="fees" className="font-bold">
        {t('title')}
      </h2>
      <FeeStrip schedule={booking.cancellationFees} startsAt={booking.startsAt} now={now} />
      <details>
        <summary className="flex min-h-11 cursor-pointer items-center text-sm font-semibold underline">
          {t('details')}
        </summary>
        <ul aria-labelledby="fees" className="list-disc pl-5 text-sm">
          {dates.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {dates.length > 1 && <p className="mt-2 text-sm text-muted">{t('about')}</p>}
      </details>
    </section>
  );
}

interface PayButtonProps {
  booking: Booking;
  purchase: Purchase;
  /** Amount in won that the press charges, or null if the typed amount is not valid. */
  amount: number | null;
}

/** Names what the press does: pays, charges and pays, or only charges. */
function PayButton({ booking, purchase, amount }: PayButtonProps) {
  const t = useTranslations('checkout.pay');
  const { won } = useFormats();
  const { missing, payment, charge, busy, buy } = purchase;
  const isPaid = amount !== null && amount >= missing;
  const off = busy || (missing > 0 && amount === null);
  const label =
    missing === 0
      ? t('pay', { price: won(booking.price) })
      : t(isPaid ? 'chargeAndPay' : 'charge', { amount: won(amount ?? missing) });
  return (
    <>
      <p className="flex items-baseline justify-between gap-3">
        <span>{t('total', { count: booking.seats.length })}</span>
        <strong className="text-lg tabular-nums">{won(booking.price)}</strong>
      </p>
      <Button
        aria-disabled={off}
        aria-busy={busy}
        className="min-h-13 text-lg aria-disabled:bg-raised aria-disabled:text-muted"
        onClick={() => {
          if (!off) buy(amount ?? 0);
        }}
      >
        {charge.pending ? t('charging') : payment.running ? t('running') : label}
      </Button>
      <p className="text-center text-xs text-muted">{t('agreed')}</p>
    </>
  );
}
