export interface Clocks {
  /** Counts evenly and cannot be set. It may stop while the device sleeps. */
  monotonicMs: () => number;
  /** The device's clock, which can be set at any time. */
  wallMs: () => number;
  /** Resolves with the Date header of a response, or null. */
  askDate: () => Promise<string | null>;
}

/** The bounds of the server's clock. */
export interface ServerNow {
  earliestMs: number;
  latestMs: number;
}

/** A Date header has whole seconds. */
const headerMs = 1_000;
/** A larger change means that the device's clock was set or the device slept. */
const jumpMs = 2_000;
/** After no answer, or an imprecise one. */
const retryMs = 5_000;
const wideMs = 3_000;
const freshMs = 10_000;

/**
 * Estimates the server's clock with the device's monotonic clock, so that setting the device's
 * clock changes nothing. A measurement is an interval. Each one narrows the estimate, and one that
 * contradicts it replaces it.
 */
export function createServerTime({ monotonicMs, wallMs, askDate }: Clocks) {
  const apartMs = () => wallMs() - monotonicMs();
  let apartWhenMeasured = apartMs();
  /**
   * The server's clock at the monotonic clock's zero. Based on the device's clock until the first
   * measurement.
   */
  let zero: ServerNow = { earliestMs: apartWhenMeasured, latestMs: apartWhenMeasured };
  let measured = false;
  /** An attempt has ended, with or without an answer. */
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
    // During the request: the interval may be wrong.
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

  /** One measurement at a time. Never rejects. */
  function measure(): Promise<void> {
    measuring ??= attempt().finally(() => (measuring = null));
    return measuring;
  }

  return {
    now: (): ServerNow => ({
      earliestMs: monotonicMs() + zero.earliestMs,
      latestMs: monotonicMs() + zero.latestMs,
    }),
    /** Whether the first measurement has ended, with or without an answer. */
    isTried: () => tried,
    /** Resolves when the first measurement ends. */
    ready: (): Promise<void> => (tried ? Promise.resolve() : measure()),
    /** Call when the user returns to the page. Measures unless the last measurement is recent. */
    measureOnReturn: (): Promise<void> =>
      monotonicMs() - triedAt >= freshMs ? measure() : Promise.resolve(),
    /**
     * Call often. Measures again if the device's two clocks have diverged or the estimate is
     * imprecise.
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
