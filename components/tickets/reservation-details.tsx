'use client';

import { CalendarPlus, CalendarX } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { rereadMs } from '../query-client.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Booking } from '../booking.ts';
import { StatusBadge, useBookingText } from './booking-text.tsx';
import { CancelReservation } from './cancel-reservation.tsx';
import { DateCancelled } from './date-cancelled.tsx';
import { EndedNotice } from './ended-notice.tsx';
import { useLastDay } from '../catalog/fee-rules.ts';
import { HoldLeft } from './hold-left.tsx';
import { ReturnedNotice } from './returned-notice.tsx';
import { PaymentFacts } from './payment-facts.tsx';
import { TicketCard } from './ticket-card.tsx';
import { Trouble } from './trouble.tsx';

/** Shows within 2 s, a request included, that staff end the hold or cancel the date. */
const pollMs = 1_500;

export function ReservationDetails({ initial }: { initial: Booking }) {
  const { reservationId } = initial;
  /** Refund that the user made on this page. */
  const [refundHere, setRefundHere] = useState<number | null>(null);
  const query = api.reservation.get.useQuery(
    { reservationId },
    {
      initialData: initial,
      refetchInterval: ({ state }) =>
        state.data?.status === 'HELD' || state.data?.status === 'PAID' ? pollMs : rereadMs(state),
    },
  );
  const booking = query.data;
  return (
    <>
      <Trouble query={query} />
      {booking.dateCancelledAt === null ? (
        <EndedNotice booking={booking} takesFocus={refundHere !== null} />
      ) : (
        <DateCancelled booking={booking} />
      )}
      <Summary booking={booking} />
      <Tickets booking={booking} />
      <PaymentFacts booking={booking} />
      <ReturnedNotice booking={booking} refundId={refundHere} />
      {booking.status === 'PAID' && booking.dateCancelledAt === null && (
        <Cancelling booking={booking} onCancelled={setRefundHere} />
      )}
    </>
  );
}

function Summary({ booking }: { booking: Booking }) {
  const t = useTranslations('tickets');
  const { won } = useFormats();
  const { seats } = useBookingText(booking);
  const { reservationId, status, price, expiresAt, dateCancelledAt } = booking;
  const isOff = status === 'CANCELLED' || dateCancelledAt !== null;
  return (
    <Card className="flex flex-col items-start gap-3">
      <StatusBadge booking={booking} />
      <p className="text-lg font-semibold">
        {seats} · {won(price)}
      </p>
      {status === 'HELD' && (
        <>
          <HoldLeft expiresAt={expiresAt} />
          <p>{t('heldExplained')}</p>
          <Link href={`/checkout/${reservationId}`} className={buttonClass()}>
            {t('goToCheckout')}
          </Link>
        </>
      )}
      {(status === 'PAID' || status === 'CANCELLED') && (
        // Omits `download`, because a signed-out browser may save the sign-in page as the calendar
        // file.
        <a href={`/reservations/${reservationId}/calendar`} className={buttonClass('secondary')}>
          {isOff ? (
            <CalendarX aria-hidden className="size-5" />
          ) : (
            <CalendarPlus aria-hidden className="size-5" />
          )}
          {t(isOff ? 'cancelInCalendar' : 'addToCalendar')}
        </a>
      )}
    </Card>
  );
}

function Tickets({ booking }: { booking: Booking }) {
  const t = useTranslations('tickets');
  if (booking.tickets.length === 0) return null;
  return (
    <section aria-labelledby="tickets" className="flex flex-col gap-3">
      <h2 id="tickets" className="text-xl font-bold">
        {t('ticketsTitle')}
      </h2>
      {booking.status === 'PAID' && booking.dateCancelledAt === null && (
        <p className="text-muted">{t('ticketsLead')}</p>
      )}
      <ul className="grid gap-4 sm:grid-cols-2 print:block">
        {booking.tickets.map((ticket) => (
          <li key={ticket.ticketId} {...(ticket.token !== null && { 'data-printed': true })}>
            <TicketCard booking={booking} ticket={ticket} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Cancelling({
  booking,
  onCancelled,
}: {
  booking: Booking;
  onCancelled: (refundId: number | null) => void;
}) {
  const lastDay = useLastDay(booking.cancellationFees);
  if (booking.payment === null) return null;
  if (booking.refundIfCancelled === null) return <Notice>{lastDay}</Notice>;
  return <CancelReservation booking={booking} onCancelled={onCancelled} />;
}
