import type { AdminSeat } from './seat-words.ts';

export interface Refundable {
  paymentId: number;
  amount: number;
  seats: number[];
  person: string;
}

/** The payment of a sold seat with all its seats, or null. A payment covers one performance. */
export function refundable(
  { paymentId, paidAmount, name, email }: AdminSeat,
  all: AdminSeat[],
): Refundable | null {
  if (paymentId === null || paidAmount === null) return null;
  const seats = all.filter((seat) => seat.paymentId === paymentId).map(({ seat }) => seat);
  return { paymentId, amount: paidAmount, seats, person: personInWords(name, email) };
}

/** Unicode isolates keep a right-to-left name from reordering the text around it. */
function personInWords(name: string | null, email: string | null): string {
  const isolated = [name, email].flatMap((text) => (text === null ? [] : [`\u2068${text}\u2069`]));
  return isolated.length === 2
    ? `${isolated[0] ?? ''} (${isolated[1] ?? ''})`
    : (isolated[0] ?? '');
}
