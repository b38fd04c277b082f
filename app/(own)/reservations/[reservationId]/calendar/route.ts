import { getLocale, getTranslations } from 'next-intl/server';
import { textIn } from '#components/localized.ts';
import { calendarOf } from '#components/tickets/calendar.ts';
import { requireSignIn } from '../../../../server-api.ts';
import { myBooking } from '../../booking.ts';

/**
 * Serves the calendar file of a paid reservation to its owner. The file of a cancelled reservation
 * or date cancels the calendar entry. Redirects a signed-out user to the sign-in page, which opens the
 * reservation after sign-in. Answers 404 if the reservation is unknown, unpaid or another user's.
 */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ reservationId: string }> },
): Promise<Response> {
  const { reservationId } = await params;
  await requireSignIn(`/reservations/${encodeURIComponent(reservationId)}`);
  const booking = await myBooking(reservationId);
  if (booking?.status !== 'PAID' && booking?.status !== 'CANCELLED')
    return new Response(null, { status: 404 });
  const [locale, t] = await Promise.all([getLocale(), getTranslations('tickets')]);
  const calendar = calendarOf({
    ...booking.calendar,
    isCancelled:
      booking.status === 'CANCELLED' ||
      booking.dateCancelledAt !== null ||
      booking.seats.length === 0,
    title: textIn(locale, booking.texts.title),
    venue: textIn(locale, booking.texts.venue),
    description: t('calendarText', {
      seats: booking.seats.join(', '),
      number: booking.reservationId,
    }),
    startsAt: booking.startsAt,
    endsAt: booking.endsAt,
  });
  return new Response(calendar, {
    headers: {
      'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
      'content-disposition': `attachment; filename="jari-${booking.reservationId}.ics"`,
      'cache-control': 'private, no-store',
    },
  });
}
