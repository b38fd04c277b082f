import { type Outputs } from '#components/api.ts';
import { refusalOf, type RefusalSeen } from '#components/errors.ts';
import { retryAfterSeconds } from './retry-after.ts';

export type Place = Outputs['queue']['status'];

/** How it stands with somebody who came to a line. */
export interface Visit {
  /** Their place as last heard; null as long as they have none. */
  place: Place | null;
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
}

/** The line as a visitor meets it. */
export interface Line {
  join: () => Promise<Place>;
  status: () => Promise<Place>;
  /** By the server's clock; not above 0 when the line should be open. */
  msUntilOpen: () => Promise<number>;
}

/** Whoever is not seen for three minutes, or what the line has instead, is stepped over; a hidden page wakes once a minute at best. */
const askMostMs = 45_000;
const retryFirstMs = 2_000;
const retryMostMs = 20_000;
/** A timer that waits for days would not fire, and the opening may have been moved. */
const openCheckMs = 60_000;
/** A wait that the server asks for is kept, up to what still leaves a second try within the time after which one is stepped over. */
const retryAfterMostMs = 90_000;

/** What passes by itself: it is asked again, and the place is kept meanwhile. */
export function passes({ code }: RefusalSeen): boolean {
  return ['OFFLINE', 'TRY_AGAIN', 'INTERNAL', 'TOO_MANY_REQUESTS'].includes(code);
}

function backoffMs(failures: number): number {
  return Math.min(retryMostMs, retryFirstMs * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
}

/** Not before the server wants it, and not all at the moment when it does. */
function retryMs(failures: number, error: unknown): number {
  const wantedMs = Math.min(retryAfterMostMs, retryAfterSeconds(error) * 1_000);
  return Math.max(backoffMs(failures), wantedMs * (1 + 0.2 * Math.random()));
}

/** The browser has lost the token, or it is of a retired key: joining gives the same place back, as long as it lives. */
async function statusOrJoin({ status, join }: Line): Promise<Place> {
  try {
    return await status();
  } catch (error) {
    const { code } = refusalOf(error);
    if (code === 'QUEUE_TOKEN_MISSING' || code === 'QUEUE_TOKEN_INVALID') return join();
    throw error;
  }
}

async function nextAfter(error: unknown, failures: number, line: Line): Promise<number | false> {
  const trouble = refusalOf(error);
  if (passes(trouble)) return retryMs(failures, error);
  if (trouble.code !== 'SALE_NOT_OPEN') return false;
  const untilMs = await line.msUntilOpen();
  return untilMs > 0 ? Math.min(untilMs, openCheckMs) : backoffMs(failures) / 2;
}

/** One step at the line: takes a place, or asks how it stands. Joining is idempotent, so a lost answer costs nothing. */
export async function visit(line: Line, before: Visit | undefined): Promise<Visit> {
  const { place = null, left = false, failures = 0, answers = 0 } = before ?? {};
  try {
    const status = await (place === null ? line.join() : statusOrJoin(line));
    const nextMs = status.state === 'EXPIRED' ? false : Math.min(askMostMs, status.nextPollMs);
    return { place: status, left, trouble: null, failures: 0, answers: answers + 1, nextMs };
  } catch (error) {
    const nextMs = await nextAfter(error, failures + 1, line);
    return { place, left, trouble: refusalOf(error), failures: failures + 1, answers, nextMs };
  }
}
