import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type Eta, useEtaText } from '../eta-text.ts';
import type { PlaceState } from '../place-state.ts';

/** Tolerance of the shown estimate: the larger of 5 s and 2 %. */
const steadySeconds = 5;
const steadyShare = 0.02;

/** Ignores changes within the tolerance, so that the text does not flicker at a minute's edge. */
export function steadyEta(shown: Eta | null, now: Eta | null): Eta | null {
  if (shown === null || now === null) return now;
  const isSame = (before: number, after: number) =>
    Math.abs(after - before) <= Math.max(steadySeconds, before * steadyShare);
  return isSame(shown.low, now.low) && isSame(shown.high, now.high) ? shown : now;
}

/** Shown estimate of the wait, with its position. */
export interface ShownWait {
  eta: Eta | null;
  position: number;
  /**
   * True if the wait grows at the same position, because users ahead take longer than estimated.
   */
  grows: boolean;
}

const minutes = (eta: Eta) => Math.ceil(eta.high / 60);

/** `grows` requires a visible increase of at least one minute. */
export function nextWait(
  shown: ShownWait,
  { position, etaSeconds }: Pick<PlaceState, 'position' | 'etaSeconds'>,
): ShownWait {
  const eta = steadyEta(shown.eta, etaSeconds);
  if (eta === shown.eta && position === shown.position) return shown;
  const isSamePlace = position === shown.position;
  const change =
    eta === null || shown.eta === null || !isSamePlace ? -1 : minutes(eta) - minutes(shown.eta);
  return { eta, position, grows: change > 0 || (change === 0 && shown.grows) };
}

export function useWait(place: PlaceState): ShownWait {
  const [shown, setShown] = useState<ShownWait>({
    eta: place.etaSeconds,
    position: place.position,
    grows: false,
  });
  const now = nextWait(shown, place);
  if (now !== shown) setShown(now);
  return now;
}

/** Returns a function that describes the wait, or the reason for a missing estimate. */
export function useWaitText(): (
  eta: Eta | null,
  why: { paused: boolean; isOpen: boolean },
) => string {
  const t = useTranslations('queue');
  const etaText = useEtaText();
  return (eta, { paused, isOpen }) =>
    eta !== null ? etaText(eta) : t(paused ? 'etaPaused' : isOpen ? 'etaUnknown' : 'etaNotOpen');
}
