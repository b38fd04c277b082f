/** What a device can tell of time. */
export interface Clocks {
  /** Counts evenly, whatever anybody sets; may stand still while the device sleeps. */
  monotonicMs: () => number;
  /** The device's clock: anybody may set it at any moment. */
  wallMs: () => number;
  /** The Date header of an answer that the server gives now; null without one. */
  askDate: () => Promise<string | null>;
}

/** The earliest and the latest that the server's clock may show. */
export interface ServerNow {
  earliestMs: number;
  latestMs: number;
}

/** A Date header has whole seconds. */
const headerMs = 1_000;
/** The device's clock has been set, or the device has slept. */
const jumpMs = 2_000;
/** After no answer, or one that came too late to say much. */
const retryMs = 5_000;
const wideMs = 3_000;
const freshMs = 10_000;

/**
 * The server's clock, counted on by the device's monotonic one: setting the device's clock changes nothing. Measurements are
 * intervals. Each new one narrows what is known; one that contradicts the known replaces it.
 */
export function createServerTime({ monotonicMs, wallMs, askDate }: Clocks) {
  const apartMs = () => wallMs() - monotonicMs();
  let apartWhenMeasured = apartMs();
  /** The server's clock at the monotonic clock's zero: until it is measured, by the device's clock. */
  let zero: ServerNow = { earliestMs: apartWhenMeasured, latestMs: apartWhenMeasured };
  let measured = false;
  /** An attempt has ended, with an answer or without. */
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
    const hasJumped = Math.abs(apartMs() - apart) > jumpMs; // meanwhile: the interval may be wrong
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

  /** One at a time; never rejects. */
  function measure(): Promise<void> {
    measuring ??= attempt().finally(() => (measuring = null));
    return measuring;
  }

  return {
    now: (): ServerNow => ({
      earliestMs: monotonicMs() + zero.earliestMs,
      latestMs: monotonicMs() + zero.latestMs,
    }),
    /** By the server's clock; by the device's if the server has not answered. */
    isTried: () => tried,
    /** Resolves once the first measurement has ended. */
    ready: (): Promise<void> => (tried ? Promise.resolve() : measure()),
    /** Somebody is back at the page: measures again unless that was just done. */
    comeBack: (): Promise<void> =>
      monotonicMs() - triedAt >= freshMs ? measure() : Promise.resolve(),
    /** To be called often: measures again where the two clocks of the device have moved apart, or too little is known. */
    tick: (): Promise<void> => {
      const unsure = !measured || zero.latestMs - zero.earliestMs > wideMs;
      const jumped = Math.abs(apartMs() - apartWhenMeasured) > jumpMs;
      const due =
        triedAt === -Infinity || ((unsure || jumped) && monotonicMs() - triedAt >= retryMs);
      return due ? measure() : Promise.resolve();
    },
  };
}
