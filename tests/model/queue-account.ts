import type { Policy } from '#server/queue/policy/policy.ts';

/** Proof of a place, in the form of a queue token's number and epoch. */
export interface Token {
  number: number;
  epoch: number;
}

/** A user as the oracle records them. */
export interface Person {
  user: string;
  state: 'OUT' | 'WAITING' | 'ACTIVE';
  /** Number of the user's place, or 0 if the user has none. */
  number: number;
  tokens: Token[];
  /**
   * Last number issued when the user's latest ended place ended. All tokens of the user up to that
   * number are revoked.
   */
  ended: Token;
  present: boolean;
  /**
   * Absence clock when the queue last saw the user. `graceMs`: shortest and longest grace time in
   * force since that moment.
   */
  seenAt: number;
  graceMs: { least: number; most: number };
  admittedAt: number;
  untilAt: number;
  endsAt: number;
  claimed: boolean;
  /**
   * Latest admission that the user learned of; no loss of Redis can undo it. Its end revokes the
   * user's tokens up to `lastIssued`.
   */
  announced: (Token & { admittedAt: number; untilAt: number; lastIssued: Token }) | null;
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

/** Throws an error if the queue's answer differs from the oracle's. */
export function expectSame(what: string, answer: unknown, expected: unknown): void {
  must(
    JSON.stringify(answer) === JSON.stringify(expected),
    `${what}: ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`,
  );
}

/** Records the admissions of an epoch, each with the rate in force at that time. */
export class RateAccount {
  readonly #admissions: { at: number; ratePerMinute: number }[] = [];
  #least: number;

  constructor(ratePerMinute: number) {
    this.#least = ratePerMinute;
  }

  change(ratePerMinute: number): void {
    this.#least = Math.min(this.#least, ratePerMinute);
  }

  admit(at: number, ratePerMinute: number): void {
    this.#admissions.push({ at, ratePerMinute });
    this.#least = ratePerMinute;
  }

  /**
   * Returns the number of admissions that the queue must allow now: the allowance since the last
   * admission. The cap is one second's allowance, or 1 if that is less.
   */
  leastAt(now: number): number {
    const last = this.#admissions.at(-1);
    const saved = Math.max(1, Math.floor(this.#least / 60));
    return last === undefined
      ? saved
      : Math.min(saved, Math.floor((this.#least * (now - last.at)) / 60_000));
  }

  /**
   * Returns the admissions beyond the rate limit in the worst interval that ends now; 0 or less
   * means none.
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
