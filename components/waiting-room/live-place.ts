import type { PublicStats } from './stats.schema.ts';
import type { PlaceState } from '../place-state.ts';
import type { PolledPlace } from './poll-place.ts';

/** What the stats has told since the place was last asked for. */
export interface StatsSincePoll {
  /** The stream is open: what changes will be told. */
  isConnected: boolean;
  /** The answer, by its count, that the statistics here came after. */
  answers: number;
  /** The first of them, and the last; both null until there is one. */
  first: PublicStats | null;
  last: PublicStats | null;
}
export const noStats: StatsSincePoll = { isConnected: false, answers: 0, first: null, last: null };

/** The longest turn that is spread over everyone whose number was called. */
const turnSpreadMs = 1_000;
/** So near the front the places ahead are few enough to ask as often as the server would have it without a stream. */
const nearFront = 50;

/** A stats came in, after so many answers. The number served never falls, so that no stats sends anyone back. */
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

/** The place among those who are still ahead: as many of them have gone as the numbers between were called. */
function estimatePosition(
  { position, number }: PlaceState,
  servedThen: number,
  servedNow: number,
): number {
  const admitted = servedNow - servedThen;
  const between = number - servedThen;
  if (admitted <= 0 || between <= 0) return position;
  // Not every number has somebody; who has gone are at most as many as were called.
  return Math.max(
    1,
    position - admitted,
    Math.ceil((position * Math.max(0, number - servedNow)) / between),
  );
}

/** The place as it is by the last answer and what the stats has told since; never further back than the answer had it. */
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
  // A line that is being put together counts fewer people than the place has before it: that stats says nothing of those behind.
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
 * Whether a stats is a reason to ask before it is time, and in how many ms then; null: none. `before` is the stats before it, null
 * when it is the first. One's number being called concerns few; a pause concerns all who wait, who come spread over as long as the
 * server would have each of them wait. `random` in [0, 1).
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
 * How long after the last answer to ask again, in ms; false: no more. Alone as soon as the server says. While the stats tells when
 * the number is called, asking only says that one is still here; but near the front, and once the number has been passed by,
 * the server's word goes.
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
  const willBeTold = last.served < place.number && place.position > nearFront;
  return willBeTold && place.heartbeatMs > nextMs ? place.heartbeatMs : nextMs;
}
