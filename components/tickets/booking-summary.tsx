'use client';

import { CalendarPlus, CalendarX, Share2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { Poster } from '../catalog/poster.tsx';
import { useFormats } from '../format.tsx';
import { Link } from '../navigation.ts';
import { share } from '../share.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { useToast } from '../ui/toast.tsx';
import { BookedPlan } from './booked-plan.tsx';
import { StatusBadge, useBookingText } from './booking-text.tsx';
import type { Hall } from './hall.ts';
import { HoldLeft } from './hold-left.tsx';
import { Manage } from './manage.tsx';

/** Two actions fit side by side on a narrow phone. */
const actionClass = 'grow gap-1.5 px-2 text-sm sm:text-base';

interface BookingSummaryProps {
  booking: Booking;
  hall: Hall | null;
  isNew: boolean;
  /** Receives the refund of a cancellation. */
  onCancelled: (refundId: number | null) => void;
}

/** Shows the poster, date, place and seats of a booking, and what its owner can do with it. */
export function BookingSummary({ booking, hall, isNew, onCancelled }: BookingSummaryProps) {
  const t = useTranslations('tickets');
  const { won, moment } = useFormats();
  const { title, venue, seats } = useBookingText(booking);
  const { reservationId, status, price, expiresAt, startsAt, dateCancelledAt } = booking;
  const isValid = status === 'PAID' && dateCancelledAt === null && booking.seats.length > 0;
  return (
    <Card className="relative flex flex-col gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap gap-4">
        <Poster
          concert={booking}
          sizes="6rem"
          isFirst={isNew}
          className="aspect-3/4 h-auto w-20 shrink-0 self-start rounded-xl sm:w-24"
        />
        <div className="flex min-w-0 flex-1 basis-32 flex-col items-start gap-1">
          <StatusBadge booking={booking} />
          {isNew && <p className="font-bold">{title}</p>}
          <p className="text-sm text-muted">
            <time dateTime={startsAt}>{moment(startsAt)}</time>
            <br />
            {venue}
          </p>
          <p className="font-semibold">
            {seats}
            <br />
            {won(price)}
          </p>
        </div>
      </div>
      <div className="absolute top-2 right-2">
        <Manage booking={booking} onCancelled={onCancelled} />
      </div>
      {status === 'HELD' && (
        <div className="flex flex-col items-start gap-3">
          <HoldLeft expiresAt={expiresAt} />
          <p>{t('heldExplained')}</p>
          <Link href={`/checkout/${reservationId}`} className={buttonClass()}>
            {t('goToCheckout')}
          </Link>
        </div>
      )}
      {isValid && hall !== null && <BookedPlan hall={hall} seats={booking.seats} isNew={isNew} />}
      {(status === 'PAID' || status === 'CANCELLED') && (
        <div className="flex flex-wrap gap-2">
          <CalendarLink reservationId={reservationId} isOff={!isValid} />
          {isValid && <ShareButton booking={booking} className={actionClass} />}
        </div>
      )}
    </Card>
  );
}

function CalendarLink({ reservationId, isOff }: { reservationId: number; isOff: boolean }) {
  const t = useTranslations('tickets');
  const Icon = isOff ? CalendarX : CalendarPlus;
  return (
    // Omits `download`, because a signed-out browser may save the sign-in page as the calendar
    // file.
    <a
      href={`/reservations/${reservationId}/calendar`}
      className={buttonClass('secondary', actionClass)}
    >
      <Icon aria-hidden className="size-5" />
      {t(isOff ? 'cancelInCalendar' : 'addToCalendar')}
    </a>
  );
}

/** Shares the concert and its date, never the booking or its codes. */
function ShareButton({ booking, className }: { booking: Booking; className: string }) {
  const t = useTranslations('tickets');
  const toast = useToast();
  const { moment } = useFormats();
  const { title, venue } = useBookingText(booking);
  const onClick = async () => {
    const url = new URL(`/concerts/${booking.concertId}`, window.location.href).href;
    const text = t('shareText', { title, when: moment(booking.startsAt), venue });
    const outcome = await share({ title, text, url });
    if (outcome !== 'SHARED') toast(outcome === 'COPIED' ? t('copied') : t('notCopied', { url }));
  };
  return (
    <Button variant="secondary" className={className} onClick={() => void onClick()}>
      <Share2 aria-hidden className="size-5" />
      {t('share')}
    </Button>
  );
}
