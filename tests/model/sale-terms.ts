// The terms of the sale, for the model and the rooms, and the steps that users can take.

export const holdSeconds = 90;
export const seatPriceKrw = 50_000;
export const seatLimit = 4;
export const walletKrwMax = 100_000_000;
export const blockedSeat = 6;
export const seatCount = 6;

/** The performances: their concert and their cancellation fee in percent. */
export const shows = [
  { concert: 0, feePercent: 0 },
  { concert: 0, feePercent: 20 },
  { concert: 1, feePercent: 0 },
] as const;
export const showAt = (show: number) => shows[show] ?? shows[0];

/** A step, with ids that the rooms chose. `turn`: the n-th turn of this user at this concert. */
export type Step =
  | { do: 'hold'; who: number; show: number; seats: number[]; turn: number }
  | { do: 'extend'; who: number; reservation: number; turn: number }
  | { do: 'release'; who: number; reservation: number; seats: number[] | undefined }
  | { do: 'charge'; who: number; amount: number; key: string }
  | { do: 'pay'; who: number; reservation: number; key: string; turn: number }
  | { do: 'payShow'; who: number; show: number; key: string; turn: number }
  | { do: 'cancel'; who: number; reservation: number; key: string }
  | { do: 'refund'; payment: number; key: string }
  | { do: 'expireTurn'; who: number; concert: number; turn: number }
  | { do: 'newTurn'; who: number; concert: number; turn: number }
  | { do: 'sweep' }
  | { do: 'tick'; seconds: number };

/** The answer to a step, or its refusal. */
export type Answer = Record<string, unknown>;
