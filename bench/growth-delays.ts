import { quantile } from '#tests/simulation/quantile.ts';

/** Measures the delay between a queue's growth and the moment each user learns of that growth. */
export class GrowthDelays {
  readonly #known = new Map<number, number>(); // highest known queue length, by user
  readonly #observations: { waiting: number; at: number }[] = [];

  /**
   * Records the number of waiting users that a user receives. A user's first value is the baseline
   * and counts as no growth. `at` is wall-clock time in ms, because processes share that clock.
   */
  record(user: number, waiting: number, at: number): void {
    const known = this.#known.get(user);
    this.#known.set(user, Math.max(known ?? 0, waiting));
    for (let grown = (known ?? waiting) + 1; grown <= waiting; grown++)
      this.#observations.push({ waiting: grown, at });
  }

  /**
   * Returns the number of recorded growths, and the quantiles of their delays in ms. `grownAt` maps
   * each queue length to its time in ms.
   */
  delays(grownAt: ReadonlyMap<number, number>): { seen: number; p50: number; p99: number } {
    const delays = this.#observations.flatMap(({ waiting, at }) => {
      const since = grownAt.get(waiting);
      return since === undefined ? [] : [at - since];
    });
    return { seen: delays.length, p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
  }
}
