'use client';

import { useRouter } from 'next/navigation';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { useTurnRefusal } from '../turn/use-turn.ts';
import { useUntilAnswered } from '../network/until-answered.ts';
import { justPaid } from './just-paid.ts';

export interface Payment {
  pay: () => void;
  running: boolean;
  /** A try went unanswered: it is repeated, and nobody knows the outcome yet. */
  checking: boolean;
  done: boolean;
  error: unknown;
}

/**
 * Pays a reservation and goes on to its tickets. A reservation is paid once, so its key is the reservation's own: a double
 * click, a retry after a lost answer, a reloaded page and a second tab are all the same attempt.
 */
export function usePayment({ reservationId, concertId }: Booking): Payment {
  const router = useRouter();
  const utils = api.useUtils();
  const idempotencyKey = `checkout-${reservationId}`;
  const payment = useUntilAnswered({
    send: (_: undefined, signal) =>
      utils.client.payment.pay.mutate({ reservationId, idempotencyKey }, { signal }),
    onSuccess: () => {
      // The pages behind this one then say so at once, when the reader goes back to them.
      const paid = <B extends Booking>(booking: B): B =>
        booking.reservationId === reservationId ? { ...booking, status: 'PAID' } : booking;
      utils.reservation.get.setData({ reservationId }, (before) => before && paid(before));
      utils.reservation.mine.setData(undefined, (before) => before?.map(paid));
    },
    // How the reservation and the wallet stand now says what is to be done next.
    onSettled: () => Promise.all([utils.reservation.invalidate(), utils.wallet.invalidate()]),
  });
  useTurnRefusal(concertId, payment.error);
  const goOn = () => {
    justPaid.mark(reservationId);
    router.replace(`/reservations/${reservationId}`);
  };
  return {
    // Only a page that is still here goes on: the answer may come when its reader has left it.
    pay: () => payment.mutate(undefined, { onSuccess: goOn }),
    running: payment.isPending,
    checking: payment.checking,
    done: payment.isSuccess,
    error: payment.error,
  };
}
