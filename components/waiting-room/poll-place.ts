import { refusalOf, type RefusalSeen } from '../errors.ts';
import type { PlaceState } from '../place-state.ts';
import { isRetryableCode } from '../network/is-retryable.ts';
import { retryAfterSeconds } from '../network/retry-after.ts';

/** How it stands with somebody who came to a line. */
export interface PolledPlace {
  /** Their place as last heard; null as long as they have none. */
  place: PlaceState | null;
  /** They gave the place up here. */
  left: boolean;
  /** Why the last asking had no answer. */
  trouble: RefusalSeen | null;
  /** Askings without an answer since the last one. */
  failures: number;
  /** Answers so far: tells a new one from the last. */
  answers: number;
  /** When to ask again, counted from the last asking's end; false when nothing more will come. */
  nextMs: number | false;
  /** How long the server asks not to be asked again, counted likewise; 0 when it does not say. */
  retryAfterMs: number;
}

/** The line as a visitor meets it. */
export interface QueueCalls {
  join: () => Promise<PlaceState>;
  status: () => Promise<PlaceState>;
  /** By the server's clock; not above 0 when the line should be open. */
  msUntilOpen: () => Promise<number>;
}

/** Whoever is not seen for three minutes, or what the line has instead, is stepped over; a hidden page wakes once a minute at best. */
const pollMsMax = 45_000;
const retryFirstMs = 2_000;
const retryMsMax = 20_000;
/** A timer that waits for days would not fire, and the opening may have been moved. */
const openCheckMs = 60_000;
/** A wait that the server asks for is kept, up to what still leaves a second try within the time after which one is stepped over. */
const retryAfterMsMax = 90_000;

function backoffMs(failures: number): number {
  return Math.min(retryMsMax, retryFirstMs * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
}

/** Not before the server wants it, and not all at the moment when it does. */
function retryMs(failures: number, wantedMs: number): number {
  return Math.max(backoffMs(failures), wantedMs * (1 + 0.2 * Math.random()));
}

/** Without a token, or with one of a retired key, only joining gives a live place back. */
const unproven: RefusalSeen['code'][] = ['QUEUE_TOKEN_MISSING', 'QUEUE_TOKEN_INVALID'];
/** The token that another account left in this browser, which says nothing of a newcomer's own place. */
const ofOthers: RefusalSeen['code'][] = ['NOT_YOURS', 'NOT_YOUR_TURN'];

/**
 * Asks for the place, and joins only without one: joins are limited, so that a reload that joined could be refused. A newcomer
 * (`known` is null) also joins after a place that has ended.
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
    // The token goes with its place: a page that knew one must not take another unasked.
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

/** One step at the line: takes a place, or asks how it stands. Joining is idempotent, so a lost answer costs nothing. */
export async function pollPlace(
  queue: QueueCalls,
  before: PolledPlace | undefined,
): Promise<PolledPlace> {
  const { place = null, left = false, failures = 0, answers = 0 } = before ?? {};
  // A line that was closed a moment ago has no place to ask for; at its opening every request counts.
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
