import type { Booking } from '../booking.ts';
import { isRetryableCode } from '../network/is-retryable.ts';
import type { PlaceState } from '../place-state.ts';
import { type Bought, boughtIn } from '../turn/bought.ts';
import type { PolledPlace } from '../waiting-room/poll-place.ts';

export interface PlaceAt {
  concertId: number;
  /** Undefined before the first poll. */
  polled: PolledPlace | undefined;
}

/** Fields of a hold that the bar shows. */
export type HeldSeats = Pick<
  Booking,
  'reservationId' | 'concertId' | 'performanceId' | 'seats' | 'price' | 'expiresAt' | 'offer'
>;

/**
 * What a user can return to. `isLost` is true while the last poll failed. `isElsewhere` is true if
 * this device has no token for the turn, because another device made the hold.
 */
export type Kept =
  | {
      kind: 'hold';
      concertId: number;
      booking: HeldSeats;
      expiresAt: string | null;
      isElsewhere: boolean;
    }
  | { kind: 'turn' | 'lapsed'; concertId: number; expiresAt: string | null }
  | { kind: 'waiting'; concertId: number; place: PlaceState; isLost: boolean }
  | { kind: 'ended'; concertId: number };

const isOver = ({ place, trouble }: PolledPlace): boolean =>
  place?.state === 'EXPIRED' || (trouble !== null && !isRetryableCode(trouble.code));

/**
 * Returns true for a place to forget without a word: ended before the first poll, without a place,
 * or ended by a payment. A place that ended later has its notice first.
 */
export function isForgettable({ concertId, polled }: PlaceAt, bookings: Bought[]): boolean {
  if (polled === undefined || !isOver(polled)) return false;
  return polled.answers <= 1 || boughtIn(bookings, concertId) !== undefined;
}

function keptAt(
  { concertId, polled }: PlaceAt,
  expired: Pick<Booking, 'concertId'> | null,
): Kept | null {
  if (polled?.place == null) return null;
  const { place, trouble } = polled;
  if (isOver(polled)) return { kind: 'ended', concertId };
  if (place.state === 'WAITING')
    return { kind: 'waiting', concertId, place, isLost: trouble !== null };
  const kind = expired?.concertId === concertId ? 'lapsed' : 'turn';
  return { kind, concertId, expiresAt: place.expiresAt };
}

const urgency: Kept['kind'][] = ['hold', 'lapsed', 'turn', 'waiting', 'ended'];

/**
 * Selects one of the user's hold and places, because the bar has room for one: the hold, then a
 * turn, then the oldest place in a queue. `expired` is a hold that ended while the bar was shown.
 */
export function keptFirst(
  places: PlaceAt[],
  held: HeldSeats | null,
  expired: Pick<Booking, 'concertId'> | null,
): Kept | null {
  if (held !== null) {
    const { concertId } = held;
    const polled = places.find((place) => place.concertId === concertId)?.polled;
    return {
      kind: 'hold',
      concertId,
      booking: held,
      expiresAt: polled?.place?.expiresAt ?? null,
      // An offer needs no turn.
      isElsewhere: !held.offer && polled !== undefined && isOver(polled),
    };
  }
  const kept = places.flatMap((place) => keptAt(place, expired) ?? []);
  const [first = null] = kept.toSorted((a, b) => urgency.indexOf(a.kind) - urgency.indexOf(b.kind));
  return first;
}

/** Returns the page that continues. The queue's page gives this device a token for the turn. */
export function hrefOf(kept: Kept): string {
  const concert = `/concerts/${String(kept.concertId)}`;
  switch (kept.kind) {
    case 'hold':
      return kept.isElsewhere
        ? `${concert}/queue?date=${String(kept.booking.performanceId)}`
        : `/checkout/${String(kept.booking.reservationId)}`;
    case 'waiting':
      return `${concert}/queue`;
    case 'ended':
      return concert;
    case 'turn':
    case 'lapsed':
      return `${concert}/dates`;
  }
}

/** Returns seat numbers by grade, as in `VIP 3·4, R 12`. A seat outside `plan` has no grade. */
export function seatsByGrade(seats: number[], plan: { seat: number; grade: string }[]): string {
  const gradeOf = (seat: number) => plan.find((planned) => planned.seat === seat)?.grade ?? '';
  return [...Map.groupBy(seats, gradeOf)]
    .map(([grade, numbers]) => `${grade} ${numbers.join('·')}`.trim())
    .join(', ');
}
