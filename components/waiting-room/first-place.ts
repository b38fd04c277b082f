import { useEffect, useState } from 'react';
import type { PlaceState } from '../place-state.ts';
import { deviceMemory } from '../storage.ts';

/** Largest number of people ahead that this device has seen for the place `number`. */
export interface FirstPlace {
  number: number;
  ahead: number;
}

type Place = Pick<PlaceState, 'number' | 'position'>;

/** Starts again for another number. A step back moves the start, so that progress is never < 0. */
export function nextFirst(first: FirstPlace | null, { number, position }: Place): FirstPlace {
  const ahead = Math.max(0, position - 1);
  return first?.number === number && first.ahead >= ahead ? first : { number, ahead };
}

/** Returns null if the text is not a saved first place. */
export function parseFirst(text: string | null): FirstPlace | null {
  const [, number, ahead] = /^(\d{1,15}):(\d{1,15})$/.exec(text ?? '') ?? [];
  return number === undefined ? null : { number: Number(number), ahead: Number(ahead) };
}

const keyOf = (concertId: number) => `jari-first-place-${String(concertId)}`;

/** Remembers the first place on this device, so that a reload keeps the progress. */
export function useFirstPlace(concertId: number, place: PlaceState | null): number {
  const [first, setFirst] = useState<FirstPlace | null>(null);
  const known = first ?? (place === null ? null : parseFirst(deviceMemory.get(keyOf(concertId))));
  const next = place?.state === 'WAITING' ? nextFirst(known, place) : known;
  if (next !== first) setFirst(next);
  useEffect(() => {
    if (next !== null)
      deviceMemory.set(keyOf(concertId), `${String(next.number)}:${String(next.ahead)}`);
  }, [concertId, next]);
  return next?.ahead ?? 0;
}

/** Leaves room before the door, which only a turn reaches. */
const beforeDoor = 0.94;

/** Returns the share of the way from the first place to the door, in [0, 1). */
export function shareOf(firstAhead: number, ahead: number): number {
  return firstAhead === 0 ? beforeDoor : beforeDoor * (1 - Math.min(1, ahead / firstAhead));
}
