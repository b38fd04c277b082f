import type { AdminSeat } from '../admin/seat-words.ts';

type PaidSeat = Pick<AdminSeat, 'state' | 'paymentId' | 'paidAmount'>;

/** Counts the payments of seats, their sum in won, and the held seats. */
export function refundsOf(seats: readonly PaidSeat[]): {
  payments: number;
  amount: number;
  held: number;
} {
  const paid = new Map(
    seats.flatMap(({ paymentId, paidAmount }): [number, number][] =>
      paymentId === null ? [] : [[paymentId, paidAmount ?? 0]],
    ),
  );
  return {
    payments: paid.size,
    amount: [...paid.values()].reduce((sum, amount) => sum + amount, 0),
    held: seats.filter(({ state }) => state === 'held').length,
  };
}
