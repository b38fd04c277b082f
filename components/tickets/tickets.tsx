'use client';

import { Ban } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';
import { Card } from '../ui/card.tsx';
import { useBookingText } from './booking-text.tsx';
import { TicketDeck } from './ticket-deck.tsx';
import { isValid, type Ticket } from './ticket.ts';

/** Shows the valid tickets one at a time, and below them the void ones, which have no codes. */
export function Tickets({ booking }: { booking: Booking }) {
  const t = useTranslations('tickets');
  const valid = booking.tickets.filter(isValid);
  const others = booking.tickets.filter((ticket) => !isValid(ticket));
  return (
    <section
      aria-labelledby="tickets"
      className="mx-auto flex w-full max-w-md min-w-0 flex-col gap-4 md:max-w-none print:block print:max-w-none"
    >
      <h2 id="tickets" className={valid.length > 0 ? 'sr-only' : 'text-xl font-bold'}>
        {t('ticketsTitle')}
      </h2>
      {valid.length > 0 && <TicketDeck booking={booking} tickets={valid} />}
      {others.length > 0 && (
        <ul className="grid gap-4 sm:grid-cols-2 md:grid-cols-1">
          {others.map((ticket) => (
            <li key={ticket.ticketId}>
              <VoidTicket booking={booking} ticket={ticket} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function VoidTicket({ booking, ticket }: { booking: Booking; ticket: Ticket }) {
  const t = useTranslations('tickets');
  const isReturned = booking.refunds.some(({ seats }) => seats.includes(ticket.seat));
  return (
    <Card className="flex h-full flex-col gap-3">
      <p className="flex items-center gap-2 font-semibold text-danger">
        <Ban aria-hidden className="size-5 shrink-0" />
        {ticket.resale === 'OFFERED'
          ? t('resale.state.OFFERED')
          : t(isReturned ? 'voided' : 'notValid')}
      </p>
      <h3 className="text-xl font-bold line-through">
        {t('seatAndGrade', { seat: ticket.seat, grade: ticket.grade })}
      </h3>
      <TicketText booking={booking} ticket={ticket} />
    </Card>
  );
}

/** Names the concert, date, venue, holder and number of a ticket. */
function TicketText({ booking, ticket }: { booking: Booking; ticket: Ticket }) {
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
