import type { Policy } from '#server/queue/policy/policy.ts';

/** The proof of a place. */
export interface Token {
  number: number;
  epoch: number;
}

/** One user in the oracle's account. */
export interface Person {
  user: string;
  state: 'OUT' | 'WAITING' | 'ACTIVE';
  /** Of their place. */
  number: number;
  tokens: Token[];
  /** The last number issued when a place of theirs ended: all their tokens up to it are revoked. */
  ended: Token;
  present: boolean;
  /** The absence clock when they were seen last, and the shortest and longest grace time since. */
  seenAt: number;
  graceMs: { least: number; most: number };
  admittedAt: number;
  untilAt: number;
  endsAt: number;
  claimed: boolean;
  /**
   * Their latest announced admission, which no loss can undo. Its end revokes all tokens issued by
   * then.
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

/** Throws unless the queue's answer is the oracle's. */
export function expectSame(what: string, answer: unknown, expected: unknown): void {
  must(
    JSON.stringify(answer) === JSON.stringify(expected),
    `${what}: ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`,
  );
}

/** The admissions of an epoch and the rates in force at the time. */
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
   * How many must be possible: the allowance since the last admission, capped at one second's
   * worth, or one.
   */
  leastAt(now: number): number {
    const last = this.#admissions.at(-1);
    const saved = Math.max(1, Math.floor(this.#least / 60));
    return last === undefined
      ? saved
      : Math.min(saved, Math.floor((this.#least * (now - last.at)) / 60_000));
  }

  /** The excess of admissions over the rate, for the worst interval that ends now. */
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
