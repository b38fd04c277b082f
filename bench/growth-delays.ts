import { quantile } from '#tests/simulation/quantile.ts';

/** Measures the delay from a queue's growth until each user learns of the growth. */
export class GrowthDelays {
  readonly #known = new Map<number, number>(); // highest known queue length, by user
  readonly #observations: { waiting: number; at: number }[] = [];

  /**
   * Records that `user` received the queue length `waiting`. A user's first value is only the
   * baseline. `at` is wall-clock time in ms, because processes share that clock.
   */
  record(user: number, waiting: number, at: number): void {
    const known = this.#known.get(user);
    this.#known.set(user, Math.max(known ?? 0, waiting));
    for (let grown = (known ?? waiting) + 1; grown <= waiting; grown++)
      this.#observations.push({ waiting: grown, at });
  }

  /**
   * Returns the number of observed increases, and the quantiles of their delays in ms. `grownAt`
   * maps each queue length to the time when the queue reached that length, in ms.
   */
  delays(grownAt: ReadonlyMap<number, number>): { seen: number; p50: number; p99: number } {
    const delays = this.#observations.flatMap(({ waiting, at }) => {
      const since = grownAt.get(waiting);
      return since === undefined ? [] : [at - since];
    });
    return { seen: delays.length, p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
  }
}
