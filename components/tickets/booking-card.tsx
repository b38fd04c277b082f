import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { useFormats } from '../format.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import type { Booking } from '../booking.ts';
import { StatusBadge, useBookingText } from './booking-text.tsx';
import { HoldLeft } from './hold-left.tsx';

export function BookingCard({ booking }: { booking: Booking }) {
  const t = useTranslations('tickets');
  const { won, moment } = useFormats();
  const { title, venue, seats } = useBookingText(booking);
  const { reservationId, status, startsAt, price, expiresAt, dateCancelledAt } = booking;
  const held = status === 'HELD';
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h3 className="text-lg font-bold">{title}</h3>
        <StatusBadge booking={booking} />
      </div>
      <div className="text-muted">
        <p>
          <time dateTime={startsAt}>{moment(startsAt)}</time> · {venue}
        </p>
        <p>
          {seats} · {won(price)}
        </p>
      </div>
      {held && <HoldLeft expiresAt={expiresAt} />}
      <Link
        href={held ? `/checkout/${reservationId}` : `/reservations/${reservationId}`}
        className={buttonClass(held ? 'primary' : 'secondary', 'self-start')}
      >
        {held
          ? t('goToCheckout')
          : status === 'PAID' && dateCancelledAt === null && booking.seats.length > 0
            ? t('showTickets')
            : t('showDetails')}
        <span className="sr-only"> · {title}</span>
      </Link>
    </Card>
  );
}
