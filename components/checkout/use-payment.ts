'use client';

import { useRouter } from 'next/navigation';
import { api } from '../api.ts';
import { useTurnRefusal } from '../turn/use-turn.ts';

export interface Payment {
  pay: () => void;
  running: boolean;
  done: boolean;
  error: unknown;
}

/**
 * Pays a reservation and goes on to its tickets. A reservation is paid once, so its key is the reservation's own: a double
 * click, a retry after a lost answer, a reloaded page and a second tab are all the same attempt.
 */
export function usePayment({ reservationId, concertId }: { reservationId: number; concertId: number }): Payment {
  const router = useRouter();
  const utils = api.useUtils();
  const payment = api.payment.pay.useMutation({
    networkMode: 'always',
    onSuccess: ({ balance }) => {
      utils.wallet.balance.setData(undefined, { balance });
      router.replace(`/reservations/${reservationId}`);
    },
    // How the reservation and the wallet stand now says what is to be done next.
    onSettled: () => Promise.all([utils.reservation.invalidate(), utils.wallet.invalidate()]),
  });
  useTurnRefusal(concertId, payment.error);
  const idempotencyKey = `checkout-${reservationId}`;
  return {
    pay: () => payment.mutate({ reservationId, idempotencyKey }),
    running: payment.isPending,
    done: payment.isSuccess,
    error: payment.error,
  };
}
