'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import type { Seat } from '../seat-map/arrange.ts';
import type { Booking } from '../booking.ts';
import { Card } from '../ui/card.tsx';

export function Review({ booking, seats }: { booking: Booking; seats: Seat[] }) {
  const t = useTranslations('checkout.review');
  const locale = useLocale();
  const { won, moment } = useFormats();
  const chosen = seats.filter(({ seat }) => booking.seats.includes(seat));
  // The prices of a hold are fixed, so a later price of its seats is not shown.
  const isPriced = chosen.reduce((sum, { price }) => sum + price, 0) === booking.price;
  return (
    <Card>
      <h2 className="text-lg font-bold">{textIn(locale, booking.texts.title)}</h2>
      <p className="mt-1 text-muted">
        {moment(booking.startsAt)}
        <br />
        {textIn(locale, booking.texts.venue)}
      </p>
      <dl className="mt-4 flex flex-col gap-2 border-t border-line pt-4">
        {booking.seats.map((number) => (
          <SeatPrice
            key={number}
            number={number}
            seat={chosen.find(({ seat }) => seat === number)}
            isPriced={isPriced}
          />
        ))}
        <div className="flex justify-between gap-4 border-t border-line pt-3 text-lg font-bold">
          <dt>{t('total', { count: booking.seats.length })}</dt>
          <dd>{won(booking.price)}</dd>
        </div>
      </dl>
    </Card>
  );
}

interface SeatPriceProps {
  number: number;
  seat: Seat | undefined;
  /** True if the seat's price is the price of the hold. */
  isPriced: boolean;
}

function SeatPrice({ number, seat, isPriced }: SeatPriceProps) {
  const t = useTranslations('checkout.review');
  const { won } = useFormats();
  return (
    <div className="flex justify-between gap-4">
      <dt>
        {seat === undefined ? t('number', { number }) : t('seat', { number, grade: seat.grade })}
      </dt>
      <dd>{seat !== undefined && isPriced && won(seat.price)}</dd>
    </div>
  );
}
