'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { rereadMs } from '../query-client.ts';
import type { Seat } from '../seat-map/arrange.ts';
import type { Booking } from '../booking.ts';
import { Cancelled } from '../turn/cancelled.tsx';
import { sinceMount } from '../turn/since-mount.ts';
import { TurnBar } from '../turn/turn-bar.tsx';
import { TurnOver } from '../turn/turn-over.tsx';
import type { PlaceState } from '../place-state.ts';
import { useTurn } from '../turn/use-turn.ts';
import { buttonClass } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Fees } from './fees.tsx';
import { ReleaseSeats } from './release-seats.tsx';
import { Outcome } from './outcome.tsx';
import { Pay } from './pay.tsx';
import { Review } from './review.tsx';
import { sceneOf } from './scene.ts';
import { usePayment } from './use-payment.ts';

/** Shows within 2 s that staff end the hold or cancel the date. */
const refreshMs = 2_000;

interface CheckoutProps {
  userId: string;
  booking: Booking;
  seats: Seat[];
  status: PlaceState;
  balance: number;
  /** Server's time at rendering, in ISO 8601. */
  now: string;
}

/**
 * Shows a live hold for review and payment. The outcome of the payment replaces the form. While the
 * payment's outcome is unknown, the page shows neither a clock nor links to other pages.
 */
export function Checkout({
  userId,
  booking: rendered,
  seats: renderedSeats,
  status,
  balance,
  now,
}: CheckoutProps) {
  const t = useTranslations('checkout');
  const utils = api.useUtils();
  const { reservationId, concertId, performanceId } = rendered;
  const turn = useTurn(concertId, status);
  const booking = sinceMount(
    api.reservation.get.useQuery(
      { reservationId },
      {
        initialData: rendered,
        refetchInterval: ({ state }) =>
          state.data?.status === 'HELD' ? refreshMs : rereadMs(state),
      },
    ),
    rendered,
  );
  const payment = usePayment(booking);
  const open = booking.status === 'HELD' && !turn.over && !payment.done && !payment.checking;
  const seats = sinceMount(
    api.seating.seats.useQuery({ performanceId }, { initialData: renderedSeats, enabled: open }),
    renderedSeats,
  );

  const scene = sceneOf(booking.status, turn.over, payment);
  if (booking.dateCancelledAt !== null && scene !== 'CHECKING')
    return <Cancelled {...{ concertId, performanceId }} focused />;
  if (scene === 'NO_TURN') return <TurnOver concertId={concertId} turn={turn} />;
  if (scene !== 'FORM' && scene !== 'CHECKING')
    return <Outcome booking={booking} status={scene} paidHere={payment.done} focused />;
  const isForm = scene === 'FORM';
  return (
    <>
      {isForm && (
        <TurnBar
          turn={turn}
          held={booking}
          onHoldOver={() => void utils.reservation.invalidate()}
          eager
        />
      )}
      <Page narrow title={t('title')} lead={t('lead')}>
        <Review booking={booking} seats={seats} />
        <Fees booking={booking} now={now} />
        <Pay userId={userId} booking={booking} balance={balance} payment={payment} />
        {isForm && (
          <div className="flex flex-wrap justify-between gap-2">
            <Link
              href={`/concerts/${concertId}/seats/${performanceId}`}
              className={buttonClass('secondary')}
            >
              {t('change')}
            </Link>
            <ReleaseSeats booking={booking} />
          </div>
        )}
      </Page>
    </>
  );
}
