import type { PublicStats } from './stats.ts';
import type { PlaceState } from '../place-state.ts';
import type { PolledPlace } from './poll-place.ts';

export interface StatsSincePoll {
  /** True while the stats source delivers changes. */
  isConnected: boolean;
  /** Number of poll answers before these stats. */
  answers: number;
  /** First and latest stats since the last poll, or null. */
  first: PublicStats | null;
  last: PublicStats | null;
}
export const noStats: StatsSincePoll = { isConnected: false, answers: 0, first: null, last: null };

/** Time over which newly admitted users spread their polls. */
const turnSpreadMs = 1_000;
/**
 * Highest position that keeps the server's interval despite live stats, because few users are near
 * the front.
 */
const nearFront = 50;

/**
 * Discards the stats before the latest poll, which `answers` identifies. Never decreases `served`,
 * so that stats never move a place back.
 */
export function addStats(
  before: StatsSincePoll,
  answers: number,
  stats: PublicStats,
): StatsSincePoll {
  if (before.answers !== answers || before.first === null)
    return { isConnected: true, answers, first: stats, last: stats };
  return {
    ...before,
    isConnected: true,
    last: { ...stats, served: Math.max(stats.served, before.last?.served ?? 0) },
  };
}

/**
 * Estimates the position from the share of the numbers ahead that the queue has admitted since the
 * poll.
 */
function estimatePosition(
  { position, number }: PlaceState,
  servedThen: number,
  servedNow: number,
): number {
  const admitted = servedNow - servedThen;
  const between = number - servedThen;
  if (admitted <= 0 || between <= 0) return position;
  // Not every number has a waiting user, so the position decreases by at most `admitted`.
  return Math.max(
    1,
    position - admitted,
    Math.ceil((position * Math.max(0, number - servedNow)) / between),
  );
}

/**
 * Returns the last polled place, updated with the stats since that poll. The position is never
 * higher than the polled position.
 */
export function livePlace(
  polled: PolledPlace,
  { answers, first, last }: StatsSincePoll,
): PlaceState | null {
  const { place } = polled;
  if (place?.state !== 'WAITING' || answers !== polled.answers || first === null || last === null)
    return place;
  // Shows a cancellation before the next poll, so that all waiting users need not poll at once.
  if (last.cancelled) return { ...place, state: 'EXPIRED', position: 0, cancelled: true };
  const position = estimatePosition(place, first.served, last.served);
  const share = position / Math.max(1, place.position);
  const isHeld = last.paused !== null || last.recovering;
  const eta = isHeld ? null : place.etaSeconds;
  // Keeps the polled value during a recovery, because `waiting` may be less than the position.
  const behind = last.waiting >= position ? last.waiting - position : place.behind;
  return {
    ...place,
    position,
    behind,
    etaSeconds: eta && { low: Math.floor(eta.low * share), high: Math.ceil(eta.high * share) },
    paused: last.paused,
    message: last.message,
    recovering: last.recovering,
  };
}

/**
 * Returns the delay in ms before an early poll, or null if `stats` require none. `before` is the
 * previous stats, or null. Newly admitted users poll within one second, because they are few. After
 * a pause starts or ends, all waiting users spread their polls over the server's interval. `random`
 * is in [0, 1).
 */
export function earlyPollMs(
  place: PlaceState,
  before: PublicStats | null,
  stats: PublicStats,
  random: number,
): number | null {
  if (stats.served >= place.number && (before === null || before.served < place.number))
    return random * turnSpreadMs;
  const was = before ?? place;
  const isOther =
    (was.paused === null) !== (stats.paused === null) || (was.recovering && !stats.recovering);
  return isOther ? random * place.nextPollMs : null;
}

/**
 * Returns the delay in ms from the last poll to the next poll, or false to stop polling. While
 * stats arrive, a poll only proves presence, so the heartbeat interval is enough. The server's
 * interval applies near the front and after the number's admission.
 */
export function nextPollMs(
  polled: PolledPlace,
  { isConnected, last }: StatsSincePoll,
  place: PlaceState | null,
): number | false {
  const { nextMs, trouble } = polled;
  if (
    nextMs === false ||
    trouble !== null ||
    place?.state !== 'WAITING' ||
    !isConnected ||
    last === null
  )
    return nextMs;
  const expectsStats = last.served < place.number && place.position > nearFront;
  return expectsStats && place.heartbeatMs > nextMs ? place.heartbeatMs : nextMs;
}
