import type { AdminSeat } from './seat-words.ts';

export interface Refundable {
  paymentId: number;
  amount: number;
  seats: number[];
  person: string;
}

/**
 * Returns the payment of a seat and all seats of that payment, or null for an unsold seat. `all`
 * contains the seats of one performance, because a payment covers only one performance.
 */
export function refundable(
  { paymentId, paidAmount, name, email }: AdminSeat,
  all: AdminSeat[],
): Refundable | null {
  if (paymentId === null || paidAmount === null) return null;
  const seats = all.filter((seat) => seat.paymentId === paymentId).map(({ seat }) => seat);
  return { paymentId, amount: paidAmount, seats, person: personInWords(name, email) };
}

/**
 * Wraps each text in Unicode isolates, so that a right-to-left name does not reorder the
 * surrounding text.
 */
function personInWords(name: string | null, email: string | null): string {
  const isolated = [name, email].flatMap((text) => (text === null ? [] : [`\u2068${text}\u2069`]));
  return isolated.length === 2
    ? `${isolated[0] ?? ''} (${isolated[1] ?? ''})`
    : (isolated[0] ?? '');
}
