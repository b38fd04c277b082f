'use client';

import { useState } from 'react';
import { useLastDay } from '../catalog/fee-rules.ts';
import { cn } from '../ui/cn.ts';
import { Notice } from '../ui/notice.tsx';
import type { Booking } from '../booking.ts';
import { BookingSummary } from './booking-summary.tsx';
import { DateCancelled } from './date-cancelled.tsx';
import { EndedNotice } from './ended-notice.tsx';
import type { Hall } from './hall.ts';
import { PaymentFacts } from './payment-facts.tsx';
import { ReturnedNotice } from './returned-notice.tsx';
import { Tickets } from './tickets.tsx';

interface ReservationDetailsProps {
  booking: Booking;
  hall: Hall | null;
  /** True right after the payment, when the summary comes before the tickets. */
  isNew: boolean;
}

export function ReservationDetails({ booking, hall, isNew }: ReservationDetailsProps) {
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
          {!isNew && <PaymentFacts booking={booking} />}
          <LastDay booking={booking} />
        </div>
        {hasTickets && isNew && <Tickets booking={booking} />}
      </div>
      {isNew && <PaymentFacts booking={booking} />}
    </>
  );
}

/** States why a paid booking can no longer be cancelled. */
function LastDay({ booking }: { booking: Booking }) {
  const lastDay = useLastDay(booking.cancellationFees);
  const { status, dateCancelledAt, payment, refundIfCancelled } = booking;
  const isOver =
    status === 'PAID' && dateCancelledAt === null && payment !== null && refundIfCancelled === null;
  return isOver ? <Notice>{lastDay}</Notice> : null;
}
