const slotMs = 20;

/**
 * Timer wheel, which schedules many items with one timer. A separate timer per simulated user costs
 * more CPU time than all other work for the user.
 */
export class Wheel<T> {
  readonly #slots = new Map<number, T[]>();
  readonly #timer: NodeJS.Timeout;
  #done = Math.floor(performance.now() / slotMs);

  constructor(due: (one: T) => void) {
    this.#timer = setInterval(() => {
      for (const now = Math.floor(performance.now() / slotMs); this.#done < now;) {
        const slot = this.#slots.get(++this.#done);
        this.#slots.delete(this.#done);
        slot?.forEach(due);
      }
    }, slotMs);
  }

  after(ms: number, one: T): void {
    const at = Math.max(this.#done + 1, Math.floor((performance.now() + ms) / slotMs));
    const slot = this.#slots.get(at);
    if (slot === undefined) this.#slots.set(at, [one]);
    else slot.push(one);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
