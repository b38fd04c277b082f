/** Lets concurrent callers share one run, so that they use only one connection. */
export class SingleFlight<T> {
  #running: Promise<T> | null = null;

  get isRunning(): boolean {
    return this.#running !== null;
  }

  run(work: () => Promise<T>): Promise<T> {
    this.#running ??= work().finally(() => (this.#running = null));
    return this.#running;
  }
}
