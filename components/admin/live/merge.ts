import type { LiveMessage } from '#server/live/live.schema.ts';
import type { AdminSeat } from '../seat-words.ts';
import type { LiveEvent } from './types.ts';

const eventsMax = 200;

/**
 * Replaces the changed seats of a date, by their numbers. The first message of a stream has all
 * seats, so that a seat which it lacks was removed.
 */
export function mergeSeats(
  before: readonly AdminSeat[],
  sent: readonly AdminSeat[],
  { isFirst }: { isFirst: boolean },
): AdminSeat[] {
  const kept = isFirst ? [] : before;
  const seats = new Map([...kept, ...sent].map((seat) => [seat.seat, seat]));
  return [...seats.values()].sort((a, b) => a.seat - b.seat);
}

/**
 * Adds an event, the newest first. An event with a known id replaces the earlier one. Drops the
 * oldest above 200.
 */
export function mergeEvent(
  before: readonly LiveEvent[],
  { at, data }: Extract<LiveMessage, { type: 'event' }>,
): LiveEvent[] {
  const others = before.filter(({ eventId }) => eventId !== data.eventId);
  return [{ ...data, at }, ...others]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, eventsMax);
}
