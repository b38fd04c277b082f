import { useLocale, useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import type { Person } from './person.ts';
import { listClass, PersonSection } from './person-section.tsx';

type Reservation = Person['reservations'][number];

const tones: Record<Reservation['status'], BadgeTone> = {
  HELD: 'warning',
  PAID: 'success',
  CANCELLED: 'danger',
  EXPIRED: 'neutral',
  RELEASED: 'neutral',
};

export function PersonReservations({ reservations }: { reservations: Reservation[] }) {
  return (
    <PersonSection name="reservations" isEmpty={reservations.length === 0}>
      <ol className={listClass}>
        {reservations.map((reservation) => (
          <li key={reservation.reservationId}>
            <Entry reservation={reservation} />
          </li>
        ))}
      </ol>
    </PersonSection>
  );
}

function Entry({ reservation }: { reservation: Reservation }) {
  const t = useTranslations('staff.person');
  const status = useTranslations('tickets.status');
  const locale = useLocale();
  const { won, moment } = useFormats();
  const { reservationId, concertId, title, startsAt, seats, price, payment } = reservation;
  return (
    <article className="flex flex-col gap-1 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <h3 className="font-semibold">
          <Link
            href={`/admin/concerts/${concertId}`}
            className="inline-flex min-h-6 items-center underline"
          >
            {textIn(locale, title)}
          </Link>
        </h3>
        <Badge tone={tones[reservation.status]}>{status(reservation.status)}</Badge>
      </div>
      <p>
        <time dateTime={startsAt}>{moment(startsAt)}</time> ·{' '}
        {t('seats', { seats: seats.join(', ') })} · {won(price)}
      </p>
      <p className="text-sm text-muted">
        {t('reservation', { id: reservationId })}
        {payment !== null &&
          ` · ${t('payment', {
            id: payment.paymentId,
            amount: won(payment.amount),
            time: moment(payment.paidAt),
          })}`}
      </p>
      <Ends reservation={reservation} />
    </article>
  );
}

/** Lists how seats left the reservation: released by staff, refunded or voided. */
function Ends({ reservation: { releasedReason, refunds, tickets } }: { reservation: Reservation }) {
  const t = useTranslations('staff.person');
  const { won, moment } = useFormats();
  const voided = tickets.filter((ticket) => ticket.voided && ticket.refundId === null);
  const lines = [
    ...(releasedReason === null ? [] : [t('released', { reason: releasedReason })]),
    ...refunds.map(({ refundId, seats, amount, fee, refundedAt, reason }) =>
      t('refund', {
        id: refundId,
        seats: seats.join(', '),
        amount: won(amount),
        fee: won(fee),
        time: moment(refundedAt),
        reason,
      }),
    ),
    ...voided.map(({ ticketId, seat, voidReason }) =>
      t('voided', { id: ticketId, seat, reason: voidReason ?? '–' }),
    ),
  ];
  if (lines.length === 0) return null;
  return (
    <ul className="list-disc pl-5 text-sm">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
