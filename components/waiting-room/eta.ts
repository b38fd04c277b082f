import { useTranslations } from 'next-intl';

const hoursFromMinutes = 120;

/** A range of seconds in words, as coarse as such a guess deserves. */
export function useEtaText(): (eta: { low: number; high: number }) => string {
  const t = useTranslations('queue');
  return (eta) => {
    const low = Math.floor(eta.low / 60);
    const high = Math.ceil(eta.high / 60);
    if (high <= 1) return t('etaSoon');
    if (low === 0 || low === high) return t('etaWithin', { high });
    if (high <= hoursFromMinutes) return t('etaMinutes', { low, high });
    return t('etaHours', { low: Math.floor(low / 60), high: Math.ceil(high / 60) });
  };
}
