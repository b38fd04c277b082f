import type { AdminSeat } from './seat-words.ts';

/** A payment as its refund names it. */
export interface Refundable {
  paymentId: number;
  amount: number;
  seats: number[];
  person: string;
}

/** The payment that a seat was bought with and all of its seats; null where the seat is not sold. A payment is of one performance. */
export function refundable(
  { paymentId, paidAmount, name, email }: AdminSeat,
  all: AdminSeat[],
): Refundable | null {
  if (paymentId === null || paidAmount === null) return null;
  const seats = all.filter((seat) => seat.paymentId === paymentId).map(({ seat }) => seat);
  return { paymentId, amount: paidAmount, seats, person: personInWords(name, email) };
}

/** Isolated: a name that is written from right to left leaves the words around it as they are. */
function personInWords(name: string | null, email: string | null): string {
  const isolated = [name, email].flatMap((text) => (text === null ? [] : [`\u2068${text}\u2069`]));
  return isolated.length === 2
    ? `${isolated[0] ?? ''} (${isolated[1] ?? ''})`
    : (isolated[0] ?? '');
}
