import { quantile } from '#tests/simulation/quantile.ts';

/** Measures how long after a queue grew each user learned of it. */
export class GrowthDelays {
  readonly #known = new Map<number, number>(); // by user
  readonly #observations: { waiting: number; at: number }[] = [];

  /**
   * Records that a user learned the number of waiting users. The first value of a user only sets
   * the start. `at`: wall-clock ms, which processes share.
   */
  record(user: number, waiting: number, at: number): void {
    const known = this.#known.get(user);
    this.#known.set(user, Math.max(known ?? 0, waiting));
    for (let grown = (known ?? waiting) + 1; grown <= waiting; grown++)
      this.#observations.push({ waiting: grown, at });
  }

  /** Delays in ms from growth to knowledge. `grownAt`: time by length. */
  delays(grownAt: ReadonlyMap<number, number>): { seen: number; p50: number; p99: number } {
    const delays = this.#observations.flatMap(({ waiting, at }) => {
      const since = grownAt.get(waiting);
      return since === undefined ? [] : [at - since];
    });
    return { seen: delays.length, p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
  }
}
