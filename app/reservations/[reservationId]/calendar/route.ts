import { getLocale, getTranslations } from 'next-intl/server';
import { localized } from '#components/localized.ts';
import { calendarOf } from '#components/tickets/calendar.ts';
import { viewer } from '../../../server-api.ts';
import { myBooking } from '../../booking.ts';

/** The show as a calendar file, for whoever holds its tickets: 401 signed out, 404 without a paid reservation of one's own. */
export async function GET(_request: Request, { params }: { params: Promise<{ reservationId: string }> }): Promise<Response> {
  const { reservationId } = await params;
  if ((await viewer()) === null) return new Response(null, { status: 401 });
  const booking = await myBooking(reservationId);
  if (booking?.status !== 'PAID') return new Response(null, { status: 404 });
  const [locale, t] = await Promise.all([getLocale(), getTranslations('tickets')]);
  const calendar = calendarOf({
    ...booking,
    title: localized(locale, booking.title, booking.titleEn),
    venue: localized(locale, booking.venue, booking.venueEn),
    description: t('calendarText', { seats: booking.seats.join(', '), number: booking.reservationId }),
  });
  return new Response(calendar, {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `attachment; filename="jari-${booking.reservationId}.ics"`,
      'cache-control': 'private, no-store',
    },
  });
}
