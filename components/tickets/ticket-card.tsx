import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { Poster } from '../catalog/poster.tsx';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';
import { useBookingText } from './booking-text.tsx';
import { QrCode } from './qr-code.tsx';
import { ShortCode } from './short-code.tsx';
import type { ValidTicket } from './ticket.ts';

interface TicketCardProps {
  booking: Booking;
  ticket: ValidTicket;
  /** True for the ticket that the deck shows, which alone is a tab stop. */
  isCurrent: boolean;
  onOpen: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** The button covers the card, and is outside its text, so that screen readers read the text. */
export function TicketCard({ booking, ticket, isCurrent, onOpen, onKeyDown }: TicketCardProps) {
  const t = useTranslations('tickets');
  const { moment } = useFormats();
  const { title, venue } = useBookingText(booking);
  const { ticketId, seat, grade, token, shortCode } = ticket;
  return (
    <div className="relative flex h-full flex-col gap-3 rounded-3xl border border-line bg-surface p-3.5 print:mx-auto print:max-w-sm">
      <div className="flex items-center gap-3">
        <Poster concert={booking} sizes="3rem" className="h-16 w-12 shrink-0 rounded-lg" />
        <div className="min-w-0 text-sm">
          <p className="line-clamp-1 text-base font-bold">{title}</p>
          <p>
            <time dateTime={booking.startsAt}>{moment(booking.startsAt)}</time>
          </p>
          <p className="line-clamp-1 text-muted">{venue}</p>
        </div>
      </div>
      <h3 className="border-t-2 border-dashed border-line pt-2 text-center text-2xl font-extrabold">
        {t('seatAndGrade', { seat, grade })}
      </h3>
      <QrCode
        text={token}
        label={t('qrLabel', { seat })}
        className="mx-auto w-full max-w-64 min-w-60"
      />
      <ShortCode code={shortCode} />
      <p className="flex flex-wrap justify-between gap-x-3 text-sm text-muted">
        <span>
          {t('holder')} <bdi className="font-semibold text-ink">{booking.holder}</bdi>
        </span>
        <span>{t('ticketNumber', { number: ticketId })}</span>
      </p>
      <button
        type="button"
        aria-label={t('deck.open', { seat })}
        tabIndex={isCurrent ? 0 : -1}
        onClick={onOpen}
        onKeyDown={onKeyDown}
        className="absolute inset-0 rounded-3xl -outline-offset-4 print:hidden"
      />
    </div>
  );
}
