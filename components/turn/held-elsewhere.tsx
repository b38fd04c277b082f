'use client';

import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { useFormats } from '../format.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Booking } from '../booking.ts';

/** Warns that choosing a seat releases the held seats of another performance. */
export function HeldElsewhere({ held }: { held: Booking }) {
  const t = useTranslations('seating.elsewhere');
  const format = useFormats();
  return (
    <Notice
      tone="warning"
      title={t('title')}
      actions={
        <Link href={`/checkout/${held.reservationId}`} className={buttonClass('secondary')}>
          {t('checkout')}
        </Link>
      }
    >
      {t('about', { moment: format.moment(held.startsAt), count: held.seats.length })}
    </Notice>
  );
}
