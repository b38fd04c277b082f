'use client';

import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { sinceMount } from '../turn/since-mount.ts';
import { type Charge, useCharge } from '../wallet/use-charge.ts';
import { type Payment, usePayment } from './use-payment.ts';

export interface Purchase {
  payment: Payment;
  charge: Charge;
  /** Balance of the wallet in won. */
  balance: number;
  /** Amount in won by which the balance is short, or 0. */
  missing: number;
  /** True while a charge or a payment awaits its answer. */
  busy: boolean;
  /**
   * Pays. With a short balance, charges `amount` won first, and pays only after the charge has
   * succeeded. Both calls are idempotent. Pays nothing if the balance is still short.
   */
  buy: (amount: number) => void;
}

/** One press charges the wallet and pays. */
export function usePurchase(userId: string, booking: Booking, rendered: number): Purchase {
  const payment = usePayment(booking);
  const charge = useCharge(userId);
  const wallet = { balance: rendered };
  const query = api.wallet.balance.useQuery(undefined, { initialData: wallet });
  const { balance } = sinceMount(query, wallet);
  const missing = Math.max(0, booking.price - balance);
  const busy = charge.pending || payment.running;
  return {
    payment,
    charge,
    balance,
    missing,
    busy,
    buy: (amount) => {
      if (busy) return;
      if (missing === 0) payment.pay();
      else
        charge.send(amount, () => {
          if (amount >= missing) payment.pay();
        });
    },
  };
}

/** Returns the missing amount in won, or as much of it as one charge can have. */
export const suggestedAmount = (missing: number): number => Math.min(missing, chargeKrwMax);
