import { refusalOf } from '../errors.ts';
import type { Booking } from '../booking.ts';
import type { Payment } from './use-payment.ts';

/** What the checkout shows: the form, the wait for an outcome, that the turn is over, or what became of the reservation. */
type Scene = 'FORM' | 'CHECKING' | 'NO_TURN' | Exclude<Booking['status'], 'HELD'>;

/**
 * The payment's own answer has the first word: until it comes, an expired hold or an ended turn says nothing of whether it was paid,
 * because a payment ends both.
 */
export function sceneOf(
  status: Booking['status'],
  isTurnOver: boolean,
  { done, running, checking, error }: Omit<Payment, 'pay'>,
): Scene {
  const { code } = refusalOf(error);
  if (done || status === 'PAID' || code === 'ALREADY_PAID') return 'PAID';
  if (checking) return 'CHECKING';
  if (running) return 'FORM';
  if (code === 'HOLD_EXPIRED') return 'EXPIRED';
  if (isTurnOver) return 'NO_TURN';
  return status === 'HELD' ? 'FORM' : status;
}
