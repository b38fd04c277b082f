'use client';

import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import type { Booking } from '../booking.ts';
import { buttonClass } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

interface OutcomeProps {
  booking: Booking;
  status: Exclude<Booking['status'], 'HELD'>;
  /** True if the user paid on this page. */
  paidHere?: boolean;
  /** True if the component takes the focus, because it replaces visible content. */
  focused?: boolean;
}

/** Shows the outcome and next step of a paid, ended or cancelled reservation. */
export function Outcome({ booking, status, paidHere = false, focused = false }: OutcomeProps) {
  const { reservationId, concertId, performanceId, seats, releasedReason } = booking;
  const t = useTranslations('checkout.outcome');
  const paid = useTranslations('checkout.paid');
  const isForced = status === 'RELEASED' && releasedReason !== null;
  const booked = status === 'PAID' || status === 'CANCELLED';
  return (
    <Page
      key={status}
      narrow
      focused={focused}
      title={
        paidHere
          ? paid('title', { count: seats.length })
          : t(isForced ? 'forced.title' : `${status}.title`)
      }
      lead={
        isForced
          ? t('forced.about', { reason: `\u2068${releasedReason}\u2069` })
          : t(`${status}.about`)
      }
    >
      <div className="flex flex-wrap gap-2">
        {booked ? (
          <Link href={`/reservations/${reservationId}`} className={buttonClass()}>
            {t(`${status}.next`)}
          </Link>
        ) : (
          <Link href={`/concerts/${concertId}/seats/${performanceId}`} className={buttonClass()}>
            {t(`${status}.next`)}
          </Link>
        )}
        <Link href={`/concerts/${concertId}`} className={buttonClass('secondary')}>
          {t('concert')}
        </Link>
      </div>
    </Page>
  );
}
