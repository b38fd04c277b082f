import { refusalOf, type RefusalSeen } from '../errors.ts';
import type { PlaceState } from '../place-state.ts';
import { isRetryableCode } from '../network/is-retryable.ts';
import { retryAfterSeconds } from '../network/retry-after.ts';
import { type PlaceCalls, placeOrJoin } from '../turn/place-or-join.ts';

/** Result of the latest poll, and the delay before the next poll. */
export interface PolledPlace {
  /** Last known place, or null. */
  place: PlaceState | null;
  /** True if the user left the queue on this page. */
  left: boolean;
  /** Reason for the failure of the last poll, or null. */
  trouble: RefusalSeen | null;
  /** Number of failed polls since the last answer. */
  failures: number;
  /** Number of poll answers so far. */
  answers: number;
  /** Delay in ms from the last poll to the next poll, or false after the final poll. */
  nextMs: number | false;
  /** Server's Retry-After in ms, or 0. */
  retryAfterMs: number;
}

/** Calls to the queue, which tests replace. */
export interface QueueCalls extends PlaceCalls {
  /** Returns the time in ms until the scheduled opening by the server's clock, ≤ 0 afterwards. */
  msUntilOpen: () => Promise<number>;
}

/**
 * Longest poll interval. A hidden page wakes once a minute, well within the default grace time of 3
 * minutes.
 */
const pollMsMax = 45_000;
const retryFirstMs = 2_000;
const retryMsMax = 20_000;
/**
 * Longest wait before the page checks the opening again. The opening may move. A timer of several
 * days is unreliable.
 */
const openCheckMs = 60_000;
/** Upper limit of the server's Retry-After, so that a second attempt fits into the grace time. */
const retryAfterMsMax = 90_000;

function backoffMs(failures: number): number {
  return Math.min(retryMsMax, retryFirstMs * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
}

/** Returns at least `wantedMs`, the server's Retry-After. Jitter spreads the clients' polls. */
function retryMs(failures: number, wantedMs: number): number {
  return Math.max(backoffMs(failures), wantedMs * (1 + 0.2 * Math.random()));
}

async function nextAfter(
  trouble: RefusalSeen,
  failures: number,
  wantedMs: number,
  msUntilOpen: QueueCalls['msUntilOpen'],
): Promise<number | false> {
  if (isRetryableCode(trouble.code)) return retryMs(failures, wantedMs);
  if (trouble.code !== 'SALE_NOT_OPEN') return false;
  const untilMs = await msUntilOpen();
  return untilMs > 0 ? Math.min(untilMs, openCheckMs) : backoffMs(failures) / 2;
}

/** Joining is idempotent, so a lost answer is harmless. */
export function pollPlace(
  queue: QueueCalls,
  before: PolledPlace | undefined,
): Promise<PolledPlace> {
  // A closed queue has no place to poll, so the page joins directly. A direct join saves one
  // request per user at the opening.
  const awaitsOpening = before?.trouble?.code === 'SALE_NOT_OPEN';
  return polledAfter(before, queue.msUntilOpen, () =>
    awaitsOpening ? queue.join() : placeOrJoin(queue, before?.place ?? null),
  );
}

/** Keeps a place without joining, for a user on a page other than the waiting room. */
export const pollKeptPlace = (
  status: QueueCalls['status'],
  before: PolledPlace | undefined,
): Promise<PolledPlace> => polledAfter(before, () => Promise.resolve(0), status);

async function polledAfter(
  before: PolledPlace | undefined,
  msUntilOpen: QueueCalls['msUntilOpen'],
  poll: () => Promise<PlaceState>,
): Promise<PolledPlace> {
  const { place = null, left = false, failures = 0, answers = 0 } = before ?? {};
  try {
    const status = await poll();
    const nextMs = status.state === 'EXPIRED' ? false : Math.min(pollMsMax, status.nextPollMs);
    return {
      place: status,
      left,
      trouble: null,
      failures: 0,
      answers: answers + 1,
      nextMs,
      retryAfterMs: 0,
    };
  } catch (error) {
    const trouble = refusalOf(error);
    const retryAfterMs = isRetryableCode(trouble.code)
      ? Math.min(retryAfterMsMax, retryAfterSeconds(error) * 1_000)
      : 0;
    const nextMs = await nextAfter(trouble, failures + 1, retryAfterMs, msUntilOpen);
    return { place, left, trouble, failures: failures + 1, answers, nextMs, retryAfterMs };
  }
}
