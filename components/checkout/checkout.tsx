'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import type { Seat } from '../seat-map/arrange.ts';
import type { Booking } from '../seat-map/held.ts';
import { NoTurn } from '../turn/no-turn.tsx';
import { sinceMount } from '../turn/since-mount.ts';
import { TurnBar } from '../turn/turn-bar.tsx';
import { type QueueStatus, useTurn } from '../turn/use-turn.ts';
import { buttonClass } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Fees } from './fees.tsx';
import { GiveBack } from './give-back.tsx';
import { Outcome } from './outcome.tsx';
import { Pay } from './pay.tsx';
import { Review } from './review.tsx';
import { usePayment } from './use-payment.ts';

interface CheckoutProps {
  booking: Booking;
  seats: Seat[];
  status: QueueStatus;
  balance: number;
  /** By the server's clock. */
  now: string;
}

/** Reviewing and paying a live hold; whatever becomes of it meanwhile takes its place. */
export function Checkout({ booking: rendered, seats: renderedSeats, status, balance, now }: CheckoutProps) {
  const t = useTranslations('checkout');
  const utils = api.useUtils();
  const { reservationId, concertId, performanceId } = rendered;
  const turn = useTurn(concertId, status);
  const booking = sinceMount(api.reservation.get.useQuery({ reservationId }, { initialData: rendered }), rendered);
  const payment = usePayment(booking);
  const open = booking.status === 'HELD' && !turn.over && !payment.done;
  const seats = sinceMount(
    api.seating.seats.useQuery({ performanceId }, { initialData: renderedSeats, enabled: open }),
    renderedSeats,
  );

  if (payment.done || booking.status === 'PAID') return <Outcome booking={booking} status="PAID" focused />;
  // The turn ends with the payment: while that runs, its answer says what has happened.
  if (turn.over && !payment.running) return <NoTurn concertId={concertId} reason="ended" focused />;
  if (booking.status !== 'HELD') return <Outcome booking={booking} status={booking.status} focused />;
  return (
    <>
      <TurnBar turn={turn} held={booking} onHoldOver={() => void utils.reservation.invalidate()} eager />
      <Page narrow title={t('title')} lead={t('lead')}>
        <Review booking={booking} seats={seats} />
        <Fees booking={booking} now={now} />
        <Pay booking={booking} balance={balance} payment={payment} />
        <div className="flex flex-wrap justify-between gap-2">
          <Link href={`/concerts/${concertId}/seats/${performanceId}`} className={buttonClass('secondary')}>
            {t('change')}
          </Link>
          <GiveBack booking={booking} />
        </div>
      </Page>
    </>
  );
}
