import { useTranslations } from 'next-intl';

const hoursFromMinutes = 120;
const notTodayFromSeconds = 3 * 3_600;

/** Estimated wait in seconds. */
export interface Eta {
  low: number;
  high: number;
}

/** Returns true if the wait may exceed 3 h, beyond which a time of day would be a guess. */
export const isNotToday = ({ high }: Eta): boolean => high > notTodayFromSeconds;

/** Returns a function that describes an estimate as a range, because estimates are imprecise. */
export function useEtaText(): (eta: Eta) => string {
  const t = useTranslations('common.eta');
  return (eta) => {
    const low = Math.floor(eta.low / 60);
    const high = Math.ceil(eta.high / 60);
    if (isNotToday(eta)) return t('notToday');
    if (high <= 1) return t('soon');
    if (high <= hoursFromMinutes) {
      if (low === 0 || low === high) return t('within', { high });
      return t('minutes', { low, high });
    }
    const hours = { low: Math.floor(low / 60), high: Math.ceil(high / 60) };
    if (low === 0 || hours.low === hours.high) return t('withinHours', hours);
    if (low < 60) return t('minutesToHours', { low, high: hours.high });
    return t('hours', hours);
  };
}
