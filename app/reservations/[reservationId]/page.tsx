import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { BookingPage } from '#components/checkout/booking-page.tsx';
import { formatsOf } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { toLocale } from '#components/messages/index.ts';
import { ReservationDetails } from '#components/tickets/reservation-details.tsx';
import { requireSignIn } from '../../server-api.ts';
import { requireBooking } from '../booking.ts';

interface Props {
  params: Promise<{ reservationId: string }>;
}

async function load({ params }: Props) {
  const { reservationId } = await params;
  await requireSignIn(`/reservations/${encodeURIComponent(reservationId)}`);
  const [booking, locale] = await Promise.all([requireBooking(reservationId), getLocale()]);
  return {
    booking,
    when: formatsOf(toLocale(locale), Date.now()).moment(booking.startsAt),
    title: textIn(locale, booking.texts.title),
    venue: textIn(locale, booking.texts.venue),
  };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [{ title }, t] = await Promise.all([load(props), getTranslations('tickets')]);
  return { title: t('detailsTitle', { title }) };
}

export default async function ReservationPage(props: Props) {
  const { booking, when, title, venue } = await load(props);
  return (
    <BookingPage booking={booking} title={title} about={`${when} · ${venue}`}>
      <ReservationDetails initial={booking} />
    </BookingPage>
  );
}
