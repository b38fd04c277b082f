import { useState } from 'react';
import { useCountdown } from '#components/server-clock.tsx';
import type { PlaceState } from '#components/place-state.ts';
import { Announcer } from './announcer.tsx';
import { useWait, useWaitText } from './eta.ts';
import { WaitFacts } from './wait-facts.tsx';

/** Shows the expected arrival, and announces the place. */
export function Waiting({ place, opensAt }: { place: PlaceState; opensAt: string }) {
  const isOpen = useCountdown(opensAt) === 0;
  const { eta, grows } = useWait(place);
  const wait = useWaitText()(eta, { paused: place.paused !== null, isOpen });
  return (
    <>
      <Announcer position={place.position} wait={wait} grows={grows} />
      <WaitFacts {...{ place, wait, grows, opensAt, isOpen }} />
    </>
  );
}

/** Returns true once the user has seen a wait. */
export function useHasWaited(place: PlaceState | null): boolean {
  const [hasWaited, setHasWaited] = useState(false);
  if (place?.state === 'WAITING' && !hasWaited) setHasWaited(true);
  return hasWaited;
}
