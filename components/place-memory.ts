import { useEffect, useSyncExternalStore } from 'react';
import type { PlaceState } from './place-state.ts';
import { forgetHold, useKnownAccount } from './session/account.ts';
import { deviceMemory } from './storage.ts';

// Remembers the concerts at which the user of this device has a place, so that only users with a
// place ask the server for it on every page. The server decides whether the place is still live.
// The account names the concerts with held seats, also of other devices.

const storedAs = 'jari-places';
const none: readonly number[] = [];

/** Last stored text with its ids, because React needs the same array for the same text. */
let last: { text: string | null; ids: readonly number[] } = { text: null, ids: none };
const listeners = new Set<() => void>();

function idsIn(text: string): readonly number[] {
  const ids = text.split(',').map(Number);
  return ids.filter((id) => Number.isSafeInteger(id) && id > 0);
}

function remembered(): readonly number[] {
  const text = deviceMemory.get(storedAs);
  if (text !== last.text) last = { text, ids: text === null ? none : idsIn(text) };
  return last.ids;
}

function remember(ids: readonly number[]): void {
  if (ids.length === 0) deviceMemory.remove(storedAs);
  else deviceMemory.set(storedAs, ids.join());
  for (const listener of listeners) listener();
}

/** Forgets the place, and a hold of another device. */
export function dropPlace(concertId: number): void {
  forgetHold(concertId);
  if (remembered().includes(concertId)) remember(remembered().filter((id) => id !== concertId));
}

/** Remembers a live place, and forgets an ended one. Does nothing while the state is undefined. */
export function useRememberPlace(concertId: number, state: PlaceState['state'] | undefined): void {
  useEffect(() => {
    if (state === 'EXPIRED') dropPlace(concertId);
    else if (state !== undefined && !remembered().includes(concertId))
      remember([...remembered(), concertId]);
  }, [concertId, state]);
}

/** Also hears of places in other tabs. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/**
 * Returns the ids of the concerts with a place, oldest first, and then those with a hold that the
 * user made on another device. Returns none for a guest.
 */
export function useRememberedPlaces(): readonly number[] {
  const ids = useSyncExternalStore(subscribe, remembered, () => none);
  const account = useKnownAccount();
  if (account === null) return none;
  const elsewhere = account?.holdsAt.filter((concertId) => !ids.includes(concertId)) ?? none;
  return elsewhere.length === 0 ? ids : [...ids, ...elsewhere];
}
