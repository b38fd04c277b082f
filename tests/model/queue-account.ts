import type { Policy } from '#server/queue/policy/policy.ts';

/** Number and epoch of a queue token, which prove a place. */
export interface Token {
  number: number;
  epoch: number;
}

/** The oracle's record of one user. */
export interface Person {
  user: string;
  state: 'OUT' | 'WAITING' | 'ACTIVE';
  /** Number of the user's place, or 0 without a place. */
  number: number;
  tokens: Token[];
  /**
   * Last number issued before the end of the user's previous place. The end of the previous place
   * revokes the user's tokens up to `ended`.
   */
  ended: Token;
  present: boolean;
  /**
   * Time when the queue last saw the user, in ms. The clock of `seenAt` stops during recovery and
   * in gaps of over 5 s between ticks. `graceMs` has the shortest and the longest grace time in
   * force since `seenAt`.
   */
  seenAt: number;
  graceMs: { least: number; most: number };
  admittedAt: number;
  untilAt: number;
  endsAt: number;
  claimed: boolean;
  /**
   * Latest recorded admission of the user; no loss of Redis undoes a recorded admission. The end of
   * the turn revokes the user's tokens up to `lastIssued`.
   */
  recorded: (Token & { admittedAt: number; untilAt: number; lastIssued: Token }) | null;
}

export type QueuePolicy = Pick<
  Policy,
  | 'capacity'
  | 'ratePerMinute'
  | 'graceMs'
  | 'sessionMs'
  | 'claimMs'
  | 'holdMs'
  | 'recoveryMs'
  | 'opensAt'
  | 'pauseReason'
>;

export const isAtLeast = (a: Token, b: Token) =>
  a.epoch > b.epoch || (a.epoch === b.epoch && a.number >= b.number);

export function must(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(what);
}

/** Throws an error if the queue's answer differs from the oracle's answer. */
export function expectSame(what: string, answer: unknown, expected: unknown): void {
  must(
    JSON.stringify(answer) === JSON.stringify(expected),
    `${what}: ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`,
  );
}

/** Records an epoch's admissions, with the rate in force at each admission. */
export class RateAccount {
  readonly #admissions: { at: number; ratePerMinute: number }[] = [];
  #least: number;
  #emptyAt = -Infinity;

  constructor(ratePerMinute: number) {
    this.#least = ratePerMinute;
  }

  change(ratePerMinute: number): void {
    this.#least = Math.min(this.#least, ratePerMinute);
  }

  /** A new epoch begins without allowance. */
  empty(at: number, ratePerMinute: number): void {
    this.#emptyAt = at;
    this.#least = ratePerMinute;
  }

  admit(at: number, ratePerMinute: number): void {
    this.#admissions.push({ at, ratePerMinute });
    this.#least = ratePerMinute;
  }

  /**
   * Returns the number of admissions that the rate must allow at `now`, given the time since the
   * last admission and since the start of the epoch. The result is at most one second's allowance, or 1 if the allowance is smaller.
   */
  leastAt(now: number): number {
    const last = Math.max(this.#admissions.at(-1)?.at ?? -Infinity, this.#emptyAt);
    const saved = Math.max(1, Math.floor(this.#least / 60));
    return Math.min(saved, Math.floor((this.#least * (now - last)) / 60_000));
  }

  /**
   * Returns the excess over the rate limit in the worst interval that ends at `now`; 0 or less
   * means no excess.
   */
  excessAt(now: number): number {
    let [worst, rate, count] = [-Infinity, 1, 0];
    for (const admission of this.#admissions.toReversed()) {
      rate = Math.max(rate, admission.ratePerMinute);
      count++;
      worst = Math.max(
        worst,
        count - Math.ceil((rate * (now - admission.at)) / 60_000) - Math.max(1, rate / 60),
      );
    }
    return worst;
  }
}
