import { Ban } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Card } from '../ui/card.tsx';
import type { Booking } from '../booking.ts';
import { useBookingText } from './booking-text.tsx';
import { QrCode } from './qr-code.tsx';

/** Shows no code for a void ticket. Prints each ticket on its own page. */
export function TicketCard({
  booking,
  ticket,
}: {
  booking: Booking;
  ticket: Booking['tickets'][number];
}) {
  const t = useTranslations('tickets');
  const { moment } = useFormats();
  const { title, venue } = useBookingText(booking);
  const { ticketId, seat, grade, token, shortCode } = ticket;
  const isReturned = booking.refunds.some(({ seats }) => seats.includes(seat));
  return (
    <Card className="flex h-full flex-col items-center gap-4 print:border-0">
      {token === null ? (
        <p className="flex items-center gap-2 self-start font-semibold text-danger">
          <Ban aria-hidden className="size-5" />
          {t(isReturned ? 'voided' : 'notValid')}
        </p>
      ) : (
        <QrCode text={token} label={t('qrLabel', { seat })} />
      )}
      {shortCode !== null && (
        <p className="text-center">
          <span className="block text-sm text-muted">{t('shortCode')}</span>
          {/* Two groups are easier to read out and to type; the door ignores the hyphen. */}
          <span className="text-lg font-bold tracking-wider tabular-nums">
            {shortCode.slice(0, 5)}-{shortCode.slice(5)}
          </span>
        </p>
      )}
      <div className="w-full">
        <h3 className={token === null ? 'text-xl font-bold line-through' : 'text-xl font-bold'}>
          {t('seatAndGrade', { seat, grade })}
        </h3>
        <p>{title}</p>
        <p className="text-muted">
          <time dateTime={booking.startsAt}>{moment(booking.startsAt)}</time>
        </p>
        <p className="text-muted">{venue}</p>
        <p className="mt-1">
          {t('holder')} <bdi className="font-semibold">{booking.holder}</bdi>
        </p>
        <p className="mt-1 text-sm text-muted">{t('ticketNumber', { number: ticketId })}</p>
      </div>
    </Card>
  );
}
