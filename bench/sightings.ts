import { quantile } from '#tests/simulation/quantile.ts';

/** When each of many people learns that the line has grown to some length. */
export class Sightings {
  readonly #known = new Map<number, number>(); // by person
  readonly #sightings: { waiting: number; at: number }[] = [];

  /** Somebody is told how many wait. What they learn first is no news. `at`: ms by the wall clock, which processes share. */
  record(person: number, waiting: number, at: number): void {
    const known = this.#known.get(person);
    this.#known.set(person, Math.max(known ?? 0, waiting));
    for (let grown = (known ?? waiting) + 1; grown <= waiting; grown++)
      this.#sightings.push({ waiting: grown, at });
  }

  /** How long after it had grown they learned it, in ms. `grownAt`: by length. */
  delays(grownAt: ReadonlyMap<number, number>): { seen: number; p50: number; p99: number } {
    const delays = this.#sightings.flatMap(({ waiting, at }) => {
      const since = grownAt.get(waiting);
      return since === undefined ? [] : [at - since];
    });
    return { seen: delays.length, p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
  }
}
