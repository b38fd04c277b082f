import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';
import { useBookingText } from './booking-text.tsx';
import type { Ticket } from './ticket.ts';

/** Names the concert, date, venue, holder and number of a ticket. */
export function TicketText({ booking, ticket }: { booking: Booking; ticket: Ticket }) {
  const t = useTranslations('tickets');
  const { moment } = useFormats();
  const { title, venue } = useBookingText(booking);
  return (
    <div>
      <p>{title}</p>
      <p className="text-muted">
        <time dateTime={booking.startsAt}>{moment(booking.startsAt)}</time>
      </p>
      <p className="text-muted">{venue}</p>
      <p className="mt-1">
        {t('holder')} <bdi className="font-semibold">{booking.holder}</bdi>
      </p>
      <p className="mt-1 text-sm text-muted">{t('ticketNumber', { number: ticket.ticketId })}</p>
    </div>
  );
}
