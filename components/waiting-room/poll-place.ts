import { refusalOf, type RefusalSeen } from '../errors.ts';
import type { PlaceState } from '../place-state.ts';
import { isRetryableCode } from '../network/is-retryable.ts';
import { retryAfterSeconds } from '../network/retry-after.ts';

/** The result of the latest poll, and when to poll next. */
export interface PolledPlace {
  /** The last known place, or null. */
  place: PlaceState | null;
  /** The user left the queue on this page. */
  left: boolean;
  /** Why the last poll had no answer. */
  trouble: RefusalSeen | null;
  /** Polls without an answer since the last answer. */
  failures: number;
  /** Answers so far. */
  answers: number;
  /** Delay from the last poll to the next one, or false if nothing more can change. */
  nextMs: number | false;
  /** The wait that the server asked for, or 0. */
  retryAfterMs: number;
}

/** The calls to the queue, replaced in tests. */
export interface QueueCalls {
  join: () => Promise<PlaceState>;
  status: () => Promise<PlaceState>;
  /** By the server's clock; ≤ 0 once the queue should be open. */
  msUntilOpen: () => Promise<number>;
}

/**
 * The default grace time is three minutes, and browsers wake a hidden page once a minute at best.
 */
const pollMsMax = 45_000;
const retryFirstMs = 2_000;
const retryMsMax = 20_000;
/** A timer of several days would not fire, and the opening may move. */
const openCheckMs = 60_000;
/** Caps the server's wait, so that a second attempt fits into the grace time. */
const retryAfterMsMax = 90_000;

function backoffMs(failures: number): number {
  return Math.min(retryMsMax, retryFirstMs * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
}

/** Respects the server's wait, with jitter so that clients do not return together. */
function retryMs(failures: number, wantedMs: number): number {
  return Math.max(backoffMs(failures), wantedMs * (1 + 0.2 * Math.random()));
}

/** Without a token, or with a token of a retired key, only joining returns a live place. */
const unproven: RefusalSeen['code'][] = ['QUEUE_TOKEN_MISSING', 'QUEUE_TOKEN_INVALID'];
/** Another account left its token in this browser. It says nothing about a newcomer's place. */
const ofOthers: RefusalSeen['code'][] = ['NOT_YOURS', 'NOT_YOUR_TURN'];

/**
 * Polls the place and joins only without one, because joins are rate-limited: a page that joined at
 * each reload could be refused. A newcomer (`known` is null) also joins after an ended place.
 */
export async function placeOrJoin(
  { status, join }: Pick<QueueCalls, 'status' | 'join'>,
  known: PlaceState | null,
): Promise<PlaceState> {
  const isNew = known === null;
  try {
    const place = await status();
    if (!isNew || place.state !== 'EXPIRED') return place;
  } catch (error) {
    const { code } = refusalOf(error);
    // The token is gone, so the place ended. A page that showed it must not join without the user's
    // consent.
    if (known !== null && code === 'QUEUE_TOKEN_MISSING')
      return { ...known, state: 'EXPIRED', position: 0, behind: 0 };
    if (!unproven.includes(code) && !(isNew && ofOthers.includes(code))) throw error;
  }
  return join();
}

async function nextAfter(
  trouble: RefusalSeen,
  failures: number,
  wantedMs: number,
  queue: QueueCalls,
): Promise<number | false> {
  if (isRetryableCode(trouble.code)) return retryMs(failures, wantedMs);
  if (trouble.code !== 'SALE_NOT_OPEN') return false;
  const untilMs = await queue.msUntilOpen();
  return untilMs > 0 ? Math.min(untilMs, openCheckMs) : backoffMs(failures) / 2;
}

/** Polls once. Joining is idempotent, so a lost answer is harmless. */
export async function pollPlace(
  queue: QueueCalls,
  before: PolledPlace | undefined,
): Promise<PolledPlace> {
  const { place = null, left = false, failures = 0, answers = 0 } = before ?? {};
  // A queue that was closed has no place to poll. At its opening every request counts.
  const awaitsOpening = before?.trouble?.code === 'SALE_NOT_OPEN';
  try {
    const status = await (awaitsOpening ? queue.join() : placeOrJoin(queue, place));
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
    const nextMs = await nextAfter(trouble, failures + 1, retryAfterMs, queue);
    return { place, left, trouble, failures: failures + 1, answers, nextMs, retryAfterMs };
  }
}
