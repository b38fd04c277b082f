'use client';

import { useLocale, useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { gradesOf } from '#server/seating/rows.schema.ts';
import type { Concert } from '../catalog/concert.ts';
import { gradeLook } from '../catalog/grade-colours.ts';
import { Poster } from '../catalog/poster.tsx';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import type { Seat } from '../seat-map/arrange.ts';
import type { Booking } from '../booking.ts';
import { cn } from '../ui/cn.ts';

interface ReviewProps {
  booking: Booking;
  concert: Pick<Concert, 'poster' | 'artwork'>;
  seats: Seat[];
}

/** Names the concert, the date and the seats by grade. */
export function Review({ booking, concert, seats }: ReviewProps) {
  const t = useTranslations('checkout');
  const locale = useLocale();
  const { moment } = useFormats();
  return (
    <section aria-labelledby="concert" className="flex flex-wrap gap-3">
      <Poster concert={concert} sizes="64px" isFirst className="h-[5.25rem] w-16 rounded-lg" />
      <div className="min-w-0 flex-1 basis-40">
        <h2 id="concert" className="leading-snug font-bold">
          {textIn(locale, booking.texts.title)}
        </h2>
        <p className="text-sm text-muted">
          {moment(booking.startsAt)} · {textIn(locale, booking.texts.venue)}
        </p>
        <div className="mt-1 flex flex-wrap items-end justify-between gap-x-2">
          <Grades booking={booking} seats={seats} />
          <Link
            href={`/concerts/${booking.concertId}/seats/${booking.performanceId}`}
            className="-my-2 flex min-h-11 shrink-0 items-center rounded-xl px-2 text-sm font-semibold text-accent underline hover:bg-raised"
          >
            {t('change')}
          </Link>
        </div>
      </div>
    </section>
  );
}

function Grades({ booking, seats }: Pick<ReviewProps, 'booking' | 'seats'>) {
  const t = useTranslations('checkout.review');
  const { won } = useFormats();
  const chosen = seats.filter(({ seat }) => booking.seats.includes(seat));
  // The prices of a hold are fixed, so a later price of its seats is not shown.
  const isPriced = chosen.reduce((sum, { price }) => sum + price, 0) === booking.price;
  return (
    <ul className="min-w-0 text-sm font-semibold">
      {gradesOf(seats).map(({ grade, price }, rank) => {
        const numbers = chosen.filter((seat) => seat.grade === grade).map(({ seat }) => seat);
        if (numbers.length === 0) return null;
        const words = { grade, seats: numbers.join('·'), count: numbers.length };
        return (
          <li key={grade}>
            <span
              aria-hidden
              className={cn('mr-1.5 inline-block size-3 rounded-sm', gradeLook(rank).swatch)}
            />
            {t('seats', words)}
            {isPriced && (
              <span className="font-normal text-muted"> · {won(price * numbers.length)}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
