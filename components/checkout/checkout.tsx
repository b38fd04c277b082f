'use client';

import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import type { Concert } from '../catalog/concert.ts';
import { useFormats } from '../format.tsx';
import type { PlaceState } from '../place-state.ts';
import { rereadMs, staffChangePollMs } from '../query-client.ts';
import type { Seat } from '../seat-map/arrange.ts';
import { Cancelled } from '../turn/cancelled.tsx';
import { ClockPill } from '../turn/clock-pill.tsx';
import { SaleFrame } from '../turn/sale-frame.tsx';
import { sinceMount } from '../turn/since-mount.ts';
import { TurnOver } from '../turn/turn-over.tsx';
import { type Turn, useTurn } from '../turn/use-turn.ts';
import { Notice } from '../ui/notice.tsx';
import { CheckoutForm } from './checkout-form.tsx';
import { Outcome } from './outcome.tsx';
import { sceneOf } from './scene.ts';
import { usePurchase } from './use-purchase.ts';

// Loads the sheet when it opens, because few people need it.
const MoreSheet = dynamic(async () => (await import('./more-sheet.tsx')).MoreSheet);

interface CheckoutProps {
  userId: string;
  booking: Booking;
  concert: Pick<Concert, 'poster' | 'artwork'>;
  seats: Seat[];
  status: PlaceState;
  balance: number;
  /** Server's time at rendering, in ISO 8601. */
  now: string;
}

/**
 * Shows a live hold for review and payment. The outcome of the payment replaces the form. While the
 * payment's outcome is unknown, the page shows no clock.
 */
export function Checkout({ userId, booking: rendered, status, balance, ...shown }: CheckoutProps) {
  const { reservationId, concertId, performanceId } = rendered;
  const turn = useTurn(concertId, status);
  const booking = sinceMount(
    api.reservation.get.useQuery(
      { reservationId },
      {
        initialData: rendered,
        refetchInterval: ({ state }) =>
          state.data?.status === 'HELD' ? staffChangePollMs : rereadMs(state),
      },
    ),
    rendered,
  );
  const purchase = usePurchase(userId, booking, balance);
  const { payment, charge } = purchase;
  const open = booking.status === 'HELD' && !turn.over && !payment.done && !payment.checking;
  const seats = sinceMount(
    api.seating.seats.useQuery({ performanceId }, { initialData: shown.seats, enabled: open }),
    shown.seats,
  );

  const scene = sceneOf(booking.status, turn.over, payment);
  const isForm = scene === 'FORM' && booking.dateCancelledAt === null;
  if (isForm || scene === 'CHECKING')
    return (
      <CheckoutFrame {...{ turn, booking, isForm }}>
        <CheckoutForm {...shown} {...{ booking, seats, purchase }} />
      </CheckoutFrame>
    );
  return (
    <>
      {charge.charged !== null && !payment.done && <ChargedNote amount={charge.charged} />}
      {booking.dateCancelledAt !== null || scene === 'FORM' ? (
        <Cancelled {...{ concertId, performanceId }} focused />
      ) : scene === 'NO_TURN' ? (
        <TurnOver concertId={concertId} turn={turn} />
      ) : (
        <Outcome booking={booking} status={scene} paidHere={payment.done} focused />
      )}
    </>
  );
}

interface CheckoutFrameProps {
  turn: Turn;
  booking: Booking;
  /** False while the outcome of the payment is unknown. */
  isForm: boolean;
  children: ReactNode;
}

function CheckoutFrame({ turn, booking, isForm, children }: CheckoutFrameProps) {
  const t = useTranslations('checkout');
  const seating = useTranslations('seating.steps');
  const utils = api.useUtils();
  const [isMore, setMore] = useState(false);
  const { concertId, performanceId } = booking;
  return (
    <SaleFrame
      step="pay"
      back={{
        href: `/concerts/${concertId}/seats/${performanceId}`,
        label: seating('toSeats'),
      }}
      title={t('title')}
      aside={
        isForm && (
          <>
            <ClockPill
              turn={turn}
              held={booking}
              onHoldOver={() => void utils.reservation.invalidate()}
            />
            <button
              type="button"
              aria-label={t('more')}
              aria-haspopup="dialog"
              onClick={() => setMore(true)}
              className="flex size-11 shrink-0 items-center justify-center rounded-xl hover:bg-raised"
            >
              <Ellipsis aria-hidden className="size-5" />
            </button>
            {isMore && <MoreSheet booking={booking} onClose={() => setMore(false)} />}
          </>
        )
      }
      isUnreachable={isForm && turn.unreachable}
    >
      {children}
    </SaleFrame>
  );
}

/** States that a charge stays in the wallet, above a page that states why nothing was paid. */
function ChargedNote({ amount }: { amount: number }) {
  const t = useTranslations('checkout.news');
  const { won } = useFormats();
  return (
    <div className="mx-auto w-full max-w-xl px-4 pt-6 sm:px-6">
      <Notice tone="warning" title={t('chargedOnly', { amount: won(amount) })} />
    </div>
  );
}
