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
  /** An attempt was not answered. It is repeated, and the outcome is unknown. */
  checking: boolean;
  done: boolean;
  error: unknown;
}

/**
 * Pays a reservation and opens its tickets. A reservation can be paid once, so the key derives from
 * its id. A double click, a retry, a reload and a second tab are the same attempt.
 */
export function usePayment({ reservationId, concertId }: Booking): Payment {
  const router = useRouter();
  const utils = api.useUtils();
  const idempotencyKey = `checkout-${reservationId}`;
  const payment = useUntilAnswered({
    send: (_: undefined, signal) =>
      utils.client.payment.pay.mutate({ reservationId, idempotencyKey }, { signal }),
    onSuccess: () => {
      // Pages behind this one show the payment at once when the reader goes back.
      const paid = <B extends Booking>(booking: B): B =>
        booking.reservationId === reservationId ? { ...booking, status: 'PAID' } : booking;
      utils.reservation.get.setData({ reservationId }, (before) => before && paid(before));
      utils.reservation.mine.setData(undefined, (before) => before?.map(paid));
    },
    // The state of the reservation and the wallet decides the next step.
    onSettled: () => Promise.all([utils.reservation.invalidate(), utils.wallet.invalidate()]),
  });
  useTurnRefusal(concertId, payment.error);
  const goOn = () => {
    justPaid.mark(reservationId);
    router.replace(`/reservations/${reservationId}`);
  };
  return {
    // Navigate only if the page is still mounted when the answer arrives.
    pay: () => payment.mutate(undefined, { onSuccess: goOn }),
    running: payment.isPending,
    checking: payment.checking,
    done: payment.isSuccess,
    error: payment.error,
  };
}
