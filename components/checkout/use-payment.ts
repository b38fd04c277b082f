'use client';

import { useRouter } from '../navigation.ts';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { useTurnRefusal } from '../turn/use-turn.ts';
import { useUntilAnswered } from '../network/until-answered.ts';
import { justPaid } from './just-paid.ts';

export interface Payment {
  pay: () => void;
  running: boolean;
  /** True while the page repeats an unanswered call. */
  checking: boolean;
  done: boolean;
  error: unknown;
}

/**
 * Opens the tickets after a successful payment. Derives the idempotency key from the reservation's
 * id, because a reservation can have only one payment. A double click, a retry, a reload and a
 * second tab all repeat one attempt.
 */
export function usePayment({ reservationId, concertId }: Booking): Payment {
  const router = useRouter();
  const utils = api.useUtils();
  const idempotencyKey = `checkout-${reservationId}`;
  const payment = useUntilAnswered({
    send: (_: undefined, signal) =>
      utils.client.payment.pay.mutate({ reservationId, idempotencyKey }, { signal }),
    onSuccess: () => {
      // Updates the cache, so that previous pages show the payment after back navigation.
      const paid = <B extends Booking>(booking: B): B =>
        booking.reservationId === reservationId ? { ...booking, status: 'PAID' } : booking;
      utils.reservation.get.setData({ reservationId }, (before) => before && paid(before));
      utils.reservation.mine.setData(undefined, (before) => before?.map(paid));
    },
    // Reads the reservation and the wallet again, because their state decides the next step.
    onSettled: () => Promise.all([utils.reservation.invalidate(), utils.wallet.invalidate()]),
  });
  useTurnRefusal(concertId, payment.error);
  const goOn = () => {
    justPaid.mark(reservationId);
    router.replace(`/reservations/${reservationId}`);
  };
  return {
    // Navigates only if the user is still on this page when the answer arrives.
    pay: () => payment.mutate(undefined, { onSuccess: goOn }),
    running: payment.isPending,
    checking: payment.checking,
    done: payment.isSuccess,
    error: payment.error,
  };
}
