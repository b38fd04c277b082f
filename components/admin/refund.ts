import { type AdminSeat, shortId } from './seat-words.ts';

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
export function refundable(seat: AdminSeat, all: AdminSeat[]): Refundable | null {
  const { paymentId, paidAmount } = seat;
  if (paymentId === null || paidAmount === null) return null;
  const seats = all.filter((seat) => seat.paymentId === paymentId).map(({ seat }) => seat);
  return { paymentId, amount: paidAmount, seats, person: personInWords(seat) };
}

/**
 * Names a user whose name and address are hidden by the id. Wraps each text in Unicode isolates, so
 * that a right-to-left name does not reorder the surrounding text.
 */
function personInWords({ userId, name, email }: AdminSeat): string {
  const isolated = [name, email].flatMap((text) => (text === null ? [] : [`\u2068${text}\u2069`]));
  const [first = shortId(userId ?? ''), second] = isolated;
  return second === undefined ? first : `${first} (${second})`;
}
