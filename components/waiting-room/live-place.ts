import type { PublicStats } from './stats.schema.ts';
import type { PlaceState } from '../place-state.ts';
import type { PolledPlace } from './poll-place.ts';

/** The public stats received since the last poll. */
export interface StatsSincePoll {
  /** The source is connected, so changes will arrive. */
  isConnected: boolean;
  /** The poll, by its count, that these stats follow. */
  answers: number;
  /** The first and the latest stats, or null. */
  first: PublicStats | null;
  last: PublicStats | null;
}
export const noStats: StatsSincePoll = { isConnected: false, answers: 0, first: null, last: null };

/** The longest delay of the polls of all users whose numbers were just admitted. */
const turnSpreadMs = 1_000;
/** This near the front, few users poll at the server's normal interval despite a connection. */
const nearFront = 50;

/**
 * Records stats after the given number of polls. `served` never decreases, so that stats never move
 * a place back.
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

/** Estimates the position by the share of the numbers ahead that were admitted since. */
function estimatePosition(
  { position, number }: PlaceState,
  servedThen: number,
  servedNow: number,
): number {
  const admitted = servedNow - servedThen;
  const between = number - servedThen;
  if (admitted <= 0 || between <= 0) return position;
  // Not every number has a waiting user, so at most `admitted` users are gone.
  return Math.max(
    1,
    position - admitted,
    Math.ceil((position * Math.max(0, number - servedNow)) / between),
  );
}

/** The last polled place, updated by the stats since. Never further back than polled. */
export function livePlace(
  polled: PolledPlace,
  { answers, first, last }: StatsSincePoll,
): PlaceState | null {
  const { place } = polled;
  if (place?.state !== 'WAITING' || answers !== polled.answers || first === null || last === null)
    return place;
  const position = estimatePosition(place, first.served, last.served);
  const share = position / Math.max(1, place.position);
  const isHeld = last.paused !== null || last.recovering;
  const eta = isHeld ? null : place.etaSeconds;
  // A recovering queue may count fewer users than the position. Such stats say nothing about the
  // users behind.
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
 * The delay in ms of an early poll that these stats cause, or null. `before` is the previous stats,
 * or null. An admitted number concerns few users, so they poll within a second. A pause concerns
 * all waiting users, so their polls are spread over the server's interval. `random` is in [0, 1).
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
 * The delay in ms from the last poll to the next one, or false for none. While stats arrive, a poll
 * only shows presence, so the heartbeat interval is enough. Near the front, and once the number was
 * passed by, the server's interval applies.
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
