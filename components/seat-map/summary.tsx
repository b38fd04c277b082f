'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import type { Booking } from '../booking.ts';

interface SummaryProps {
  held: Booking | null;
  /** True while any call awaits its answer. */
  busy: boolean;
}

export function Summary({ held, busy }: SummaryProps) {
  const t = useTranslations('seating.summary');
  const { won } = useFormats();
  const said =
    held === null
      ? t('empty')
      : t('chosen', { count: held.seats.length, seats: held.seats.join(', ') });
  return (
    <section
      aria-label={t('label')}
      className="flex flex-col gap-2.5 border-t border-line bg-surface p-4 sm:rounded-2xl sm:border"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p role="status">{said}</p>
        {held !== null && <p className="text-lg font-bold">{won(held.price)}</p>}
      </div>
      {held === null || busy ? (
        <Button disabled>{busy ? t('busy') : t('first')}</Button>
      ) : (
        <Link href={`/checkout/${held.reservationId}`} className={buttonClass('primary')}>
          {t('checkout')}
        </Link>
      )}
    </section>
  );
}
