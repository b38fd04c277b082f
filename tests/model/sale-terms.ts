// Defines the terms of the sale and the steps of users, for both the model and the rooms.

export const holdSeconds = 90;
export const seatPriceKrw = 50_000;
export const seatLimit = 4;
export const walletKrwMax = 100_000_000;
export const blockedSeat = 6;
export const seatCount = 6;

/** Performances of the sale; each has a concert and a cancellation fee in percent. */
export const shows = [
  { concert: 0, feePercent: 0 },
  { concert: 0, feePercent: 20 },
  { concert: 1, feePercent: 0 },
] as const;
export const showAt = (show: number) => shows[show] ?? shows[0];

/**
 * A user's step, with the ids that the rooms generated. `turn` counts the user's turns at the
 * concert, from 1.
 */
export type Step =
  | { do: 'hold'; who: number; show: number; seats: number[]; turn: number }
  | { do: 'extend'; who: number; reservation: number; turn: number }
  | { do: 'release'; who: number; reservation: number; seats: number[] | undefined }
  | { do: 'charge'; who: number; amount: number; key: string }
  | { do: 'pay'; who: number; reservation: number; key: string; turn: number }
  | { do: 'payShow'; who: number; show: number; key: string; turn: number }
  | { do: 'cancel'; who: number; reservation: number; seats?: number[]; key: string }
  | { do: 'refund'; payment: number; seats?: number[]; key: string }
  | { do: 'expireTurn'; who: number; concert: number; turn: number }
  | { do: 'newTurn'; who: number; concert: number; turn: number }
  | { do: 'sweep' }
  | { do: 'tick'; seconds: number };

/** Result of a step, or the refusal with its details. */
export type Answer = Record<string, unknown>;
