import { useTranslations } from 'next-intl';
import type { Place } from './visit.ts';

const hoursFromMinutes = 120;
/** What a guess may move by without being shown anew. */
const steadySeconds = 5;
const steadyShare = 0.02;

type Eta = NonNullable<Place['etaSeconds']>;

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
  const isSame = (before: number, after: number) => Math.abs(after - before) <= Math.max(steadySeconds, before * steadyShare);
  return isSame(shown.low, now.low) && isSame(shown.high, now.high) ? shown : now;
}
