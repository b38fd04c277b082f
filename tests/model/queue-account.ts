import type { Policy } from '#server/queue/policy/policy.ts';

/** What a person can show for a place. */
export interface Token {
  number: number;
  epoch: number;
}

/** One person as anybody would keep account of them on paper. */
export interface Person {
  user: string;
  state: 'OUT' | 'WAITING' | 'ACTIVE';
  /** Of the place that they have. */
  number: number;
  tokens: Token[];
  /** The last number that the line had given when a place of theirs ended: all tokens that they had by then are spent. */
  ended: Token;
  present: boolean;
  /** The absence clock when they were last seen, and the shortest and longest grace time since. */
  seenAt: number;
  graceMs: { least: number; most: number };
  admittedAt: number;
  untilAt: number;
  endsAt: number;
  claimed: boolean;
  /** The latest turn that they have been told of: they keep it whatever is lost. Its end spends all that had been given by then. */
  announced: (Token & { admittedAt: number; untilAt: number; given: Token }) | null;
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

/** What is told must be what is so. */
export function expectSame(what: string, told: unknown, so: unknown): void {
  must(
    JSON.stringify(told) === JSON.stringify(so),
    `${what}: told ${JSON.stringify(told)}, but it is ${JSON.stringify(so)}`,
  );
}

/** The admissions of an epoch, held against the rates under which they were made. */
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

  /** How many may surely be admitted: what has come in by time alone since the last one, though one second's worth at most, or one. */
  leastAt(now: number): number {
    const last = this.#admissions.at(-1);
    const saved = Math.max(1, Math.floor(this.#least / 60));
    return last === undefined
      ? saved
      : Math.min(saved, Math.floor((this.#least * (now - last.at)) / 60_000));
  }

  /** By how many the admissions of any stretch that ends now are more than its rate allows. */
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
