import { tryAgain } from '../errors/refusal.ts';

const waitingMax = 1_000;

/** Messages for one stream until its signal, in order. */
export class MessageQueue<Message extends object> {
  readonly #signal: AbortSignal;
  readonly #waiting: Message[] = [];
  #wake: () => void = () => undefined;
  #isFull = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Ends a stream that reads too slowly: its next message is the refusal TRY_AGAIN. */
  push(message: Message): void {
    if (this.#waiting.length >= waitingMax) this.#isFull = true;
    else this.#waiting.push(message);
    this.#wake();
  }

  /** Returns the next message, LATE without one in `ms`, or ENDED after the signal. */
  async next(ms: number): Promise<Message | 'LATE' | 'ENDED'> {
    if (this.#waiting.length === 0 && !this.#signal.aborted) await this.#pushed(ms);
    if (this.#signal.aborted) return 'ENDED';
    if (this.#isFull) throw tryAgain(new Error('the stream reads too slowly'));
    return this.#waiting.shift() ?? 'LATE';
  }

  #pushed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms)).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
