import { isUnavailable } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';

const everyMs = 500;

/**
 * Repeats a read for all listeners, at most every 500 ms while there is one. The first read fails
 * for the listener that waits for it; a later one is logged and repeated.
 */
export class SharedReader {
  readonly #read: () => Promise<void>;
  readonly #onIdle: () => void;
  #listeners = 0;
  #first: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** `onIdle` is called after the last listener has left. */
  constructor(read: () => Promise<void>, onIdle: () => void) {
    this.#read = read;
    this.#onIdle = onIdle;
  }

  /**
   * Resolves after the first read. The caller must call `leave` afterwards, also after a failure.
   */
  async join(): Promise<void> {
    this.#listeners += 1;
    this.#first ??= this.#begin();
    await this.#first;
  }

  leave(): void {
    this.#listeners -= 1;
    if (this.#listeners > 0) return;
    clearTimeout(this.#timer);
    this.#onIdle();
  }

  async #begin(): Promise<void> {
    const since = performance.now();
    await this.#read();
    this.#schedule(since);
  }

  #schedule(since: number): void {
    if (this.#listeners === 0) return;
    const pauseMs = Math.max(0, everyMs - (performance.now() - since));
    this.#timer = setTimeout(() => void this.#again(), pauseMs).unref();
  }

  async #again(): Promise<void> {
    const since = performance.now();
    try {
      await this.#read();
    } catch (error) {
      const level = isUnavailable(error) ? 'warn' : 'error';
      log[level]({ err: error }, 'could not read for the live view; retrying');
    }
    this.#schedule(since);
  }
}
