import { useTranslations } from 'next-intl';
import type { Outputs } from '#components/api.ts';
import { useFormats } from '#components/format.tsx';

export type Concert = Outputs['catalog']['concert'];
export type SaleState = 'ON_SALE' | 'SOON' | 'OVER';

/** How the sale stands. What is not on sale either opens before its last show, or is over. */
export function saleState({ onSale, opensAt, dates }: Concert): SaleState {
  if (onSale) return 'ON_SALE';
  return Date.parse(dates.at(-1)?.startsAt ?? opensAt) > Date.now() ? 'SOON' : 'OVER';
}

/** A concert's days and prices as the reader's language writes ranges. */
export function useConcertFacts({ firstDate, lastDate, priceMin, priceMax }: Concert) {
  const t = useTranslations('catalog');
  const { won, days: daysOf } = useFormats();
  const days = firstDate === null || lastDate === null ? t('noDates') : daysOf(firstDate, lastDate);
  const price =
    priceMin === null || priceMax === null
      ? t('noDates')
      : priceMin === priceMax
        ? won(priceMin)
        : t('range', { from: won(priceMin), to: won(priceMax) });
  return { days, price };
}
