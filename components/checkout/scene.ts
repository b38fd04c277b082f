import { refusalOf } from '../errors.ts';
import type { Booking } from '../booking.ts';
import type { Payment } from './use-payment.ts';

type Scene = 'FORM' | 'CHECKING' | 'NO_TURN' | Exclude<Booking['status'], 'HELD'>;

/**
 * The response to the payment takes precedence over the state of hold and turn. Until the response
 * arrives, an ended hold or turn does not prove a failure, because a successful payment ends both.
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
