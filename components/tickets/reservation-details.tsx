'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Booking } from '../booking.ts';
import { useLastDay } from '../catalog/fee-rules.ts';
import { useFormats } from '../format.tsx';
import { Link } from '../navigation.ts';
import { buttonClass } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import { Notice } from '../ui/notice.tsx';
import { BookingSummary } from './booking-summary.tsx';
import { EndedNotice } from './ended-notice.tsx';
import type { Hall } from './hall.ts';
import { GivenTickets } from './given-tickets.tsx';
import { ListedTickets } from './listed-tickets.tsx';
import { PaymentFacts } from './payment-facts.tsx';
import { TicketFiles, type Wallets } from './ticket-files.tsx';
import { Tickets } from './tickets.tsx';

interface ReservationDetailsProps {
  booking: Booking;
  hall: Hall | null;
  wallets: Wallets;
  /** True right after the payment, when the summary comes before the tickets. */
  isNew: boolean;
}

export function ReservationDetails({ booking, hall, wallets, isNew }: ReservationDetailsProps) {
  /** Refund that the user made on this page. */
  const [refundHere, setRefundHere] = useState<number | null>(null);
  const hasTickets = booking.tickets.length > 0;
  return (
    <>
      {booking.dateCancelledAt === null ? (
        <EndedNotice booking={booking} takesFocus={refundHere !== null} />
      ) : (
        <DateCancelled booking={booking} />
      )}
      <div
        className={cn(
          'flex flex-col gap-5 print:block',
          hasTickets && 'md:grid md:grid-cols-2 md:items-start',
        )}
      >
        {hasTickets && !isNew && <Tickets booking={booking} />}
        <div className="flex min-w-0 flex-col gap-5">
          <BookingSummary booking={booking} hall={hall} isNew={isNew} onCancelled={setRefundHere} />
          <ReturnedNotice booking={booking} refundId={refundHere} />
          {booking.isGift && <ReceivedNotice booking={booking} />}
          <GivenTickets booking={booking} />
          <ListedTickets booking={booking} />
          {!isNew && <TicketFiles booking={booking} wallets={wallets} />}
          {!isNew && <PaymentFacts booking={booking} />}
          <LastDay booking={booking} />
        </div>
        {hasTickets && isNew && <Tickets booking={booking} />}
      </div>
      {isNew && <PaymentFacts booking={booking} />}
    </>
  );
}

/** States who gets the refund of a ticket that another user paid for. */
function ReceivedNotice({ booking: { status } }: { booking: Booking }) {
  const t = useTranslations('tickets.gift');
  return status === 'PAID' ? <Notice>{t('received')}</Notice> : null;
}

/** States why a paid booking can no longer be cancelled. */
function LastDay({ booking }: { booking: Booking }) {
  const lastDay = useLastDay(booking.cancellationFees);
  const { status, dateCancelledAt, seats, refundIfCancelled } = booking;
  const isOver =
    status === 'PAID' && dateCancelledAt === null && seats.length > 0 && refundIfCancelled === null;
  return isOver ? <Notice>{lastDay}</Notice> : null;
}

interface ReturnedNoticeProps {
  booking: Booking;
  /** Refund that the user just made on this page. */
  refundId: number | null;
}

/** Confirms the return of single seats, beside the button that returns more of them. */
function ReturnedNotice({ booking: { status, refunds }, refundId }: ReturnedNoticeProps) {
  const t = useTranslations('tickets');
  const { won } = useFormats();
  const refund = refunds.find((made) => made.refundId === refundId);
  if (status !== 'PAID' || refund === undefined) return null;
  return (
    <Notice tone="success" title={t('returnedTitle', { seats: refund.seats.join(', ') })}>
      {t('refunded', { amount: won(refund.amount), fee: won(refund.fee) })}
    </Notice>
  );
}

/** States that the date is cancelled, the reason, and what happens to the money. */
function DateCancelled({ booking }: { booking: Booking }) {
  const t = useTranslations('tickets');
  const { cancelledReason, payment } = booking;
  const toWallet = (
    <Link href="/wallet" className={buttonClass('secondary')}>
      {t('toWallet')}
    </Link>
  );
  return (
    <Notice
      tone="danger"
      title={t('cancelledTitle')}
      {...(payment !== null && { actions: toWallet })}
    >
      <MoneyBack booking={booking} />
      {cancelledReason !== null && (
        <p className="mt-1">{t('cancelledReason', { reason: cancelledReason })}</p>
      )}
    </Notice>
  );
}

function MoneyBack({ booking: { status, payment, refund } }: { booking: Booking }) {
  const t = useTranslations('tickets');
  const { won } = useFormats();
  if (payment === null) return <p>{t('cancelledUnpaid')}</p>;
  if (status === 'PAID' || refund === null) return <p>{t('cancelledRefundDue')}</p>;
  const { amount, fee } = refund;
  if (fee > 0) return <p>{t('refunded', { amount: won(amount), fee: won(fee) })}</p>;
  return <p>{t('cancelledRefunded', { amount: won(amount) })}</p>;
}
