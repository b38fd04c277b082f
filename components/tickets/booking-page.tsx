'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { justPaid } from '../checkout/just-paid.ts';
import { KeepTickets } from '../offline/keep-tickets.tsx';
import { rereadMs, staffChangePollMs } from '../query-client.ts';
import { Page } from '../ui/page.tsx';
import { Toasts } from '../ui/toast.tsx';
import { useBookingText } from './booking-text.tsx';
import type { Hall } from './hall.ts';
import { ReservationDetails } from './reservation-details.tsx';
import type { Wallets } from './ticket-files.tsx';
import { Trouble } from './trouble.tsx';

interface BookingPageProps {
  initial: Booking;
  /** Plan of the hall; null if the concert is no longer listed. */
  hall: Hall | null;
  /** Wallets for which the server has keys. */
  wallets: Wallets;
  userId: string;
}

/** Right after the payment, the heading states the success and takes the focus. */
export function BookingPage({ initial, hall, wallets, userId }: BookingPageProps) {
  const t = useTranslations('tickets.paid');
  const { reservationId } = initial;
  const [isNew] = useState(() => initial.status === 'PAID' && justPaid.is(reservationId));
  useEffect(() => (isNew ? () => justPaid.forget() : undefined), [isNew]);
  const query = api.reservation.get.useQuery(
    { reservationId },
    {
      initialData: initial,
      refetchInterval: ({ state }) =>
        state.data?.status === 'HELD' || state.data?.status === 'PAID'
          ? staffChangePollMs
          : rereadMs(state),
    },
  );
  const booking = query.data;
  const kept = useMemo(() => [booking], [booking]);
  const { title } = useBookingText(booking);
  const isSuccess = isNew && booking.status === 'PAID' && booking.dateCancelledAt === null;
  return (
    <Toasts>
      <Page
        focused={isNew}
        title={isSuccess ? t('title') : title}
        {...(isSuccess && {
          lead: <Announced text={t('about', { count: booking.seats.length })} />,
        })}
      >
        <Trouble query={query} />
        <KeepTickets userId={userId} reservations={kept} />
        <ReservationDetails booking={booking} hall={hall} wallets={wallets} isNew={isNew} />
      </Page>
    </Toasts>
  );
}

/** Fills a status that the page already has, because screen readers announce only changes. */
function Announced({ text }: { text: string }) {
  const status = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (status.current !== null) status.current.textContent = text;
  }, [text]);
  return <span ref={status} role="status" className="block min-h-6" />;
}
