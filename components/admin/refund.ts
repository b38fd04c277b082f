import { type AdminSeat, shortId } from './seat-words.ts';

export interface RefundableSeat {
  seat: number;
  grade: string;
  /** Price that was paid, in won. */
  price: number;
}

export interface Refundable {
  paymentId: number;
  seats: RefundableSeat[];
  person: string;
}

/**
 * Returns the payment of a seat and all seats of that payment, or null for an unsold seat. `all`
 * contains the seats of one performance, because a payment covers only one performance.
 */
export function refundable(seat: AdminSeat, all: AdminSeat[]): Refundable | null {
  const { paymentId } = seat;
  if (paymentId === null) return null;
  const seats = all
    .filter((one) => one.paymentId === paymentId)
    .map(({ seat, grade, price, paidPrice }) => ({ seat, grade, price: paidPrice ?? price }));
  return { paymentId, seats, person: personInWords(seat) };
}

/** Wraps a text in Unicode isolates, so that a right-to-left name does not reorder its sentence. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

/** Names a user whose name and address are hidden by the id. */
export function personInWords({
  userId,
  name,
  email,
}: Pick<AdminSeat, 'userId' | 'name' | 'email'>): string {
  const known = [name, email].flatMap((text) => (text === null ? [] : [isolated(text)]));
  const [first = shortId(userId ?? ''), second] = known;
  return second === undefined ? first : `${first} (${second})`;
}

/**
 * Returns the same key for the same seats of a payment, because a seat is refunded only once. At
 * most 50 seats fit into the number.
 */
export function refundKey(paymentId: number, seats: readonly number[]): string {
  const mask = seats.reduce((sum, seat) => sum + 2 ** (seat - 1), 0);
  return `refund-${String(paymentId)}-${mask.toString(36)}`;
}
