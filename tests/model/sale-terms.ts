// What a sale that is played goes by, on paper as in the rooms, and what people may do in it.

export const holdSeconds = 90;
export const seatPriceKrw = 50_000;
export const seatLimit = 4;
export const walletKrwMax = 100_000_000;
export const blockedSeat = 6;
export const seatCount = 6;

/** The shows: of which concert they are, and what part of the price cancelling costs, in percent. */
export const shows = [
  { concert: 0, feePercent: 0 },
  { concert: 0, feePercent: 20 },
  { concert: 1, feePercent: 0 },
] as const;
export const showAt = (show: number) => shows[show] ?? shows[0];

/** What somebody does, named by the numbers that the rooms gave; a turn is the how-manieth of that person at that concert. */
export type Step =
  | { do: 'hold'; who: number; show: number; seats: number[]; turn: number }
  | { do: 'extend'; who: number; reservation: number; turn: number }
  | { do: 'release'; who: number; reservation: number; seats: number[] | undefined }
  | { do: 'charge'; who: number; amount: number; key: string }
  | { do: 'pay'; who: number; reservation: number; key: string; turn: number }
  | { do: 'payShow'; who: number; show: number; key: string; turn: number }
  | { do: 'cancel'; who: number; reservation: number; key: string }
  | { do: 'refund'; payment: number; key: string }
  | { do: 'endTurn'; who: number; concert: number; turn: number }
  | { do: 'newTurn'; who: number; concert: number; turn: number }
  | { do: 'sweep' }
  | { do: 'tick'; seconds: number };

/** What a step was answered: what a client is told of it, or the refusal. */
export type Answer = Record<string, unknown>;
