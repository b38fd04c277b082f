'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Link } from '../navigation.ts';
import { api } from '../api.ts';
import { rereadMs, staffChangePollMs } from '../query-client.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import type { Booking, Bookings } from '../booking.ts';
import { KeepTickets } from '../offline/keep-tickets.tsx';
import { BookingCard } from './booking-card.tsx';
import { groupsOf } from './groups.ts';
import { Trouble } from './trouble.tsx';

interface MyReservationsProps {
  initial: Bookings;
  /** The server's time in ms at rendering. */
  now: number;
  userId: string;
}

export function MyReservations({ initial, now, userId }: MyReservationsProps) {
  const t = useTranslations('tickets');
  const query = api.reservation.mine.useQuery(undefined, {
    initialData: initial,
    // Polls, because a hold may end by the server's clock or in another tab, and staff may end a hold
    // or cancel a date.
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'HELD' || status === 'PAID') === true
        ? staffChangePollMs
        : rereadMs(state),
  });
  const { held, paid, ended } = groupsOf(query.data, now);
  return (
    <>
      <Trouble query={query} />
      <KeepTickets userId={userId} reservations={query.data} />
      {held.length + paid.length === 0 && (
        <Card className="flex flex-col items-start gap-4">
          <p>{ended.length === 0 ? t('empty') : t('nothingAhead')}</p>
          <Link href="/" className={buttonClass()}>
            {t('findConcert')}
          </Link>
        </Card>
      )}
      <Group title={t('groupHeld')} bookings={held} />
      <Group title={t('groupPaid')} bookings={paid} />
      <Group title={t('groupEnded')} bookings={ended} />
    </>
  );
}

function Group({ title, bookings }: { title: string; bookings: Booking[] }) {
  const id = useId();
  if (bookings.length === 0) return null;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="text-xl font-bold">
        {title}
      </h2>
      <ul className="grid gap-3 md:grid-cols-2">
        {bookings.map((booking) => (
          <li key={booking.reservationId}>
            <BookingCard booking={booking} />
          </li>
        ))}
      </ul>
    </section>
  );
}
