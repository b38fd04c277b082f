import { type Outputs } from '#components/api.ts';
import { refusalOf, type RefusalSeen } from '#components/errors.ts';

type Status = Outputs['queue']['status'];

/** How it stands with somebody who came to a line. */
export interface Visit {
  /** Their place as last heard; null as long as they have none. */
  place: Status | null;
  /** They gave the place up here. */
  left: boolean;
  /** Why the last asking had no answer. */
  trouble: RefusalSeen | null;
  /** Askings without an answer since the last one. */
  failures: number;
  /** When to ask again; false when nothing more will come. */
  nextMs: number | false;
}

/** The line as a visitor meets it. */
export interface Line {
  join: () => Promise<Status>;
  status: () => Promise<Status>;
  /** By the server's clock; not above 0 when the line should be open. */
  msUntilOpen: () => Promise<number>;
}

const retryFirstMs = 2_000;
const retryMostMs = 20_000;
/** A timer that waits for days would not fire, and the opening may have been moved. */
const openCheckMs = 60_000;

/** What passes by itself: it is asked again, and the place is kept meanwhile. */
export function passes({ code }: RefusalSeen): boolean {
  return ['OFFLINE', 'TRY_AGAIN', 'INTERNAL', 'TOO_MANY_REQUESTS'].includes(code);
}

function backoffMs(failures: number): number {
  return Math.min(retryMostMs, retryFirstMs * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
}

/** The browser has lost the token, or it is of a retired key: joining gives the same place back, as long as it lives. */
async function statusOrJoin({ status, join }: Line): Promise<Status> {
  try {
    return await status();
  } catch (error) {
    const { code } = refusalOf(error);
    if (code === 'QUEUE_TOKEN_MISSING' || code === 'QUEUE_TOKEN_INVALID') return join();
    throw error;
  }
}

async function nextAfter(trouble: RefusalSeen, failures: number, line: Line): Promise<number | false> {
  if (passes(trouble)) return backoffMs(failures);
  if (trouble.code !== 'SALE_NOT_OPEN') return false;
  const untilMs = await line.msUntilOpen();
  return untilMs > 0 ? Math.min(untilMs, openCheckMs) : backoffMs(failures) / 2;
}

/** One step at the line: takes a place, or asks how it stands. Joining is idempotent, so a lost answer costs nothing. */
export async function visit(line: Line, before: Visit | undefined): Promise<Visit> {
  const { place = null, left = false, failures = 0 } = before ?? {};
  try {
    const status = await (place === null ? line.join() : statusOrJoin(line));
    return { place: status, left, trouble: null, failures: 0, nextMs: status.state === 'EXPIRED' ? false : status.nextPollMs };
  } catch (error) {
    const trouble = refusalOf(error);
    return { place, left, trouble, failures: failures + 1, nextMs: await nextAfter(trouble, failures + 1, line) };
  }
}
