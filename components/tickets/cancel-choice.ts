import type { Booking } from '../booking.ts';

export interface CancelChoice {
  /** Chosen seats that are still in the reservation, in its order. */
  seats: number[];
  /** Seats for the call; undefined cancels all that are left. */
  asked: number[] | undefined;
  /** Price of the chosen seats, the fee of their cancellation and the refund, in won. */
  price: number;
  fee: number;
  amount: number;
  /** Name of this attempt: a seat is returned once, so its set of seats never repeats. */
  idempotencyKey: string;
}

/** Adds up the refunds of the chosen seats. `unchosen` are the seats that the user keeps. */
export function choiceOf(
  { reservationId, seatRefunds }: Pick<Booking, 'reservationId' | 'seatRefunds'>,
  unchosen: readonly number[],
): CancelChoice {
  const chosen = seatRefunds.filter(({ seat }) => !unchosen.includes(seat));
  const seats = chosen.map(({ seat }) => seat);
  const amount = chosen.reduce((sum, refund) => sum + refund.amount, 0);
  const fee = chosen.reduce((sum, refund) => sum + refund.fee, 0);
  const isAll = chosen.length === seatRefunds.length;
  const bits = seats.reduce((set, seat) => set | (1n << BigInt(seat)), 0n);
  return {
    seats,
    asked: isAll ? undefined : seats,
    price: amount + fee,
    fee,
    amount,
    idempotencyKey: `cancel-${String(reservationId)}${isAll ? '' : `-${bits.toString(36)}`}`,
  };
}
