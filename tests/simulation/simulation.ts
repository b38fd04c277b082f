// Building blocks of simulations: repeatable random numbers and an ordered agenda of events.

/** Returns a random number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** Returns a seeded random generator: mulberry32 by Tommy Ettinger. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Returns a standard normally distributed number, by the Box–Muller transform. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Binary heap of future events, with the earliest event first. */
export class Agenda<Event extends { at: number }> {
  readonly #heap: Event[] = [];

  add(event: Event): void {
    let at = this.#heap.push(event) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#at(above) > event.at; above = (at - 1) >> 1) {
      this.#move(above, at);
      at = above;
    }
    this.#heap[at] = event;
  }

  next(): Event | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return first;
    let at = 0;
    for (
      let below = this.#lesserBelow(at);
      this.#at(below) < last.at;
      below = this.#lesserBelow(at)
    ) {
      this.#move(below, at);
      at = below;
    }
    this.#heap[at] = last;
    return first;
  }

  #lesserBelow(at: number): number {
    const left = 2 * at + 1;
    return this.#at(left + 1) < this.#at(left) ? left + 1 : left;
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Infinity;
  }

  #move(from: number, to: number): void {
    const event = this.#heap[from];
    if (event !== undefined) this.#heap[to] = event;
  }
}

/**
 * Creates a set of numbers from 1 to `size`. `upTo` counts the members up to a number in
 * logarithmic time.
 */
export function fenwick(size: number) {
  const sums = new Int32Array(size + 1);
  const flags = new Uint8Array(size + 1);
  let total = 0;
  return {
    add(number: number, by: 1 | -1): void {
      flags[number] = by === 1 ? 1 : 0;
      total += by;
      for (let at = number; at <= size; at += at & -at) sums[at] = (sums[at] ?? 0) + by;
    },
    has: (number: number) => flags[number] === 1,
    total: () => total,
    upTo(number: number): number {
      let sum = 0;
      for (let at = number; at > 0; at -= at & -at) sum += sums[at] ?? 0;
      return sum;
    },
  };
}
