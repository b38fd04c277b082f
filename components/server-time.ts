export interface Clocks {
  /**
   * Reads a steady clock that no user can set. The monotonic clock may stop while the device
   * sleeps.
   */
  monotonicMs: () => number;
  /** Reads the device's clock, which the user can set at any time. */
  wallMs: () => number;
  /** Resolves with the Date header of a new response, or with null if the header is missing. */
  askDate: () => Promise<string | null>;
}

/** Lower and upper bound of the server's time, in ms. */
export interface ServerNow {
  earliestMs: number;
  latestMs: number;
}

/** Resolution of a `Date` header, which has whole seconds. */
const headerMs = 1_000;
/** Divergence of wall clock and monotonic clock that reveals a changed wall clock or a sleep. */
const jumpMs = 2_000;
/** Delay before the next attempt after a failed or imprecise measurement. */
const retryMs = 5_000;
const wideMs = 3_000;
const freshMs = 10_000;

/**
 * Estimates the server's time from the monotonic clock, because the user can change the device's
 * clock. Each measurement is an interval that narrows the estimate. A measurement that contradicts
 * the estimate replaces the estimate.
 */
export function createServerTime({ monotonicMs, wallMs, askDate }: Clocks) {
  const apartMs = () => wallMs() - monotonicMs();
  let apartWhenMeasured = apartMs();
  /**
   * Server's time at the zero of the monotonic clock. Until the first measurement, the device's
   * clock supplies the server's time.
   */
  let zero: ServerNow = { earliestMs: apartWhenMeasured, latestMs: apartWhenMeasured };
  let measured = false;
  /** True after the first attempt, with or without an answer. */
  let tried = false;
  let triedAt = -Infinity;
  let measuring: Promise<void> | null = null;

  async function attempt(): Promise<void> {
    const sentAt = monotonicMs();
    const apart = apartMs();
    const date = Date.parse((await askDate().catch(() => null)) ?? '');
    const answeredAt = monotonicMs();
    triedAt = answeredAt;
    tried = true;
    // A clock jump during the request makes the measurement unreliable.
    const hasJumped = Math.abs(apartMs() - apart) > jumpMs;
    if (Number.isNaN(date) || hasJumped) return;
    const seen = { earliestMs: date - answeredAt, latestMs: date + headerMs - sentAt };
    const both = {
      earliestMs: Math.max(seen.earliestMs, zero.earliestMs),
      latestMs: Math.min(seen.latestMs, zero.latestMs),
    };
    zero = measured && both.earliestMs <= both.latestMs ? both : seen;
    measured = true;
    apartWhenMeasured = apartMs();
  }

  /** Runs one measurement at a time. The promise never rejects. */
  function measure(): Promise<void> {
    measuring ??= attempt().finally(() => (measuring = null));
    return measuring;
  }

  return {
    now: (): ServerNow => ({
      earliestMs: monotonicMs() + zero.earliestMs,
      latestMs: monotonicMs() + zero.latestMs,
    }),
    /** Returns true after the first measurement, with or without an answer. */
    isTried: () => tried,
    /** Resolves when the first measurement ends. */
    ready: (): Promise<void> => (tried ? Promise.resolve() : measure()),
    /**
     * Measures when the user returns to the page, unless the last measurement is less than 10 s
     * old.
     */
    measureOnReturn: (): Promise<void> =>
      monotonicMs() - triedAt >= freshMs ? measure() : Promise.resolve(),
    /**
     * Measures again after a clock jump, or if the estimate is imprecise. The caller must call
     * `tick` frequently, because `createServerTime` starts no timer.
     */
    tick: (): Promise<void> => {
      const unsure = !measured || zero.latestMs - zero.earliestMs > wideMs;
      const jumped = Math.abs(apartMs() - apartWhenMeasured) > jumpMs;
      const due =
        triedAt === -Infinity || ((unsure || jumped) && monotonicMs() - triedAt >= retryMs);
      return due ? measure() : Promise.resolve();
    },
  };
}
