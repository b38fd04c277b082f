import { guessOf } from './estimate/estimator.ts';
import { etaSeconds } from './estimate/eta.ts';
import type { Stores } from './recovery/stores.ts';
import { keysOf } from './redis/commands.ts';
import { knownQueueStates } from './state/queue-state.ts';
import type { QueueSnapshot } from './state/tracked-queue.ts';

/** Middle of the estimated wait at which a turn comes soon. Below the minimum, it is too late. */
const soonSeconds = { min: 60, max: 300 };
const peoplePerCallMax = 1_000;

/** People of one queue whose turn comes in about five minutes. */
export interface PlacesSoon {
  concertId: number;
  people: { userId: string; number: number; minutes: number }[];
}

/**
 * Returns the waiting people whose turn comes soon, at most 1,000 per queue and call. This instance
 * returns a place once; other instances return it too. Reads only snapshots that the ticker keeps.
 */
export async function placesSoon({ redis }: Stores): Promise<PlacesSoon[]> {
  const found: PlacesSoon[] = [];
  for (const [concertId, state] of knownQueueStates()) {
    const snapshot = state.tracked?.current ?? null;
    if (snapshot === null || !snapshot.figures.open) continue;
    const window = numbersSoon(snapshot);
    const from = Math.max(window.from, state.soonUpTo + 1);
    if (from > window.to) continue;
    const [waiting = '', limit] = [keysOf(concertId)[1], peoplePerCallMax];
    const reply = await redis.zrangebyscore(
      waiting,
      from,
      window.to,
      'WITHSCORES',
      'LIMIT',
      0,
      limit,
    );
    const people = Array.from({ length: reply.length / 2 }, (_, at) => {
      const number = Number(reply[2 * at + 1]);
      const wait = waitOf(snapshot, snapshot.live.rank(number - snapshot.figures.floor - 1) + 1);
      return { userId: reply[2 * at] ?? '', number, minutes: Math.max(1, Math.round(wait / 60)) };
    });
    state.soonUpTo = people.length < limit ? window.to : (people.at(-1)?.number ?? window.to);
    if (people.length > 0) found.push({ concertId, people });
  }
  return found;
}

/** Returns the middle of the estimated wait at a position, in seconds. */
function waitOf({ figures }: QueueSnapshot, position: number): number {
  const state = figures.estimator ?? guessOf(figures.active, figures);
  const eta = etaSeconds(position - 1, state, figures);
  return eta === null ? Infinity : (eta.low + eta.high) / 2;
}

/** Returns the first and last number of the places whose turn comes soon. */
function numbersSoon(snapshot: QueueSnapshot): { from: number; to: number } {
  const { live, figures } = snapshot;
  const first = firstFrom(
    1,
    live.count,
    (position) => waitOf(snapshot, position) >= soonSeconds.min,
  );
  const after = firstFrom(
    1,
    live.count,
    (position) => waitOf(snapshot, position) > soonSeconds.max,
  );
  const numberAt = (position: number) =>
    figures.floor +
    1 +
    firstFrom(0, figures.next - figures.floor, (at) => live.rank(at + 1) >= position);
  return first >= after ? { from: 1, to: 0 } : { from: numberAt(first), to: numberAt(after - 1) };
}

/** Returns the first integer of the range that passes a monotonic test, else `last` + 1. */
function firstFrom(start: number, last: number, passes: (value: number) => boolean): number {
  let [low, high] = [start, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
