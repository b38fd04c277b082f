import { refusalOf } from '../errors.ts';
import type { Booking } from '../booking.ts';
import type { Payment } from './use-payment.ts';

type Scene = 'FORM' | 'CHECKING' | 'NO_TURN' | Exclude<Booking['status'], 'HELD'>;

/**
 * The answer of the payment takes precedence. Until it arrives, an expired hold or an ended turn
 * does not show whether the payment succeeded, because a payment ends both.
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
