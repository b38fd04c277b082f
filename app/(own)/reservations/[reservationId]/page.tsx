import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { textIn } from '#components/localized.ts';
import { BookingPage } from '#components/tickets/booking-page.tsx';
import { hallOf } from '#components/tickets/hall.ts';
import { attempt } from '#components/turn/attempt.ts';
import { requireSignIn, serverApi } from '../../../server-api.ts';
import { requireBooking } from '../booking.ts';

interface Props {
  params: Promise<{ reservationId: string }>;
}

async function load({ params }: Props) {
  const { reservationId } = await params;
  const { userId } = await requireSignIn(`/reservations/${encodeURIComponent(reservationId)}`);
  return { userId, booking: await requireBooking(reservationId) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [{ booking }, locale, t] = await Promise.all([
    load(props),
    getLocale(),
    getTranslations('tickets'),
  ]);
  return { title: t('detailsTitle', { title: textIn(locale, booking.texts.title) }) };
}

export default async function ReservationPage(props: Props) {
  const { booking, userId } = await load(props);
  const { api } = await serverApi();
  // An archived concert is no longer listed, and its bookings have no plan.
  const [concert, wallets] = await Promise.all([
    attempt(api.catalog.concert({ concertId: booking.concertId })),
    api.ticket.wallets(),
  ]);
  return (
    <BookingPage
      initial={booking}
      wallets={wallets}
      userId={userId}
      hall={concert.ok ? hallOf(concert.data, booking.performanceId) : null}
    />
  );
}
