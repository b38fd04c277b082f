import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { PlaceState } from '../place-state.ts';

const hoursFromMinutes = 120;
/** What a guess may move by without being shown anew. */
const steadySeconds = 5;
const steadyShare = 0.02;

type Eta = NonNullable<PlaceState['etaSeconds']>;

/** A range of seconds in words, as coarse as such a guess deserves. */
export function useEtaText(): (eta: Eta) => string {
  const t = useTranslations('queue');
  return (eta) => {
    const low = Math.floor(eta.low / 60);
    const high = Math.ceil(eta.high / 60);
    if (high <= 1) return t('etaSoon');
    if (high <= hoursFromMinutes) {
      if (low === 0 || low === high) return t('etaWithin', { high });
      return t('etaMinutes', { low, high });
    }
    const hours = { low: Math.floor(low / 60), high: Math.ceil(high / 60) };
    if (low === 0 || hours.low === hours.high) return t('etaWithinHours', hours);
    if (low < 60) return t('etaMinutesToHours', { low, high: hours.high });
    return t('etaHours', hours);
  };
}

/** Which guess to show: the one that is shown as long as the new one is all but the same, so that no minute's edge makes it flicker. */
export function steadyEta(shown: Eta | null, now: Eta | null): Eta | null {
  if (shown === null || now === null) return now;
  const isSame = (before: number, after: number) =>
    Math.abs(after - before) <= Math.max(steadySeconds, before * steadyShare);
  return isSame(shown.low, now.low) && isSame(shown.high, now.high) ? shown : now;
}

/** The guess as it is shown, and whether it has grown since the place last moved. */
export interface ShownWait {
  eta: Eta | null;
  position: number;
  /** The wait got longer in the same place: those ahead take their time. */
  grows: boolean;
}

const minutes = (eta: Eta) => Math.ceil(eta.high / 60);

/** What to show next, given what is shown. It grows only by what a reader can see: another minute. */
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

/** The place's wait, steadied from answer to answer. */
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

/** The wait in words, or why there is none to tell. */
export function useWaitText(): (
  eta: Eta | null,
  why: { paused: boolean; isOpen: boolean },
) => string {
  const t = useTranslations('queue');
  const etaText = useEtaText();
  return (eta, { paused, isOpen }) =>
    eta !== null ? etaText(eta) : t(paused ? 'etaPaused' : isOpen ? 'etaUnknown' : 'etaNotOpen');
}
