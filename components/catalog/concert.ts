import { useTranslations } from 'next-intl';
import type { Outputs } from '#components/api.ts';
import { useFormats } from '#components/format.tsx';

export type Concert = Outputs['catalog']['concert'];
export type SaleState = Concert['saleState'];

const earlyMs = 3_600_000;

/** Returns the earlier time: the opening of the queue, or an hour before the sale. */
export function waitingRoomOpensAt({
  lineOpensAt,
  opensAt,
}: Pick<Concert, 'lineOpensAt' | 'opensAt'>): string {
  const earlyAt = new Date(Date.parse(opensAt) - earlyMs).toISOString();
  return earlyAt < lineOpensAt ? earlyAt : lineOpensAt;
}

/** Returns the first time after `now` at which the page of an upcoming sale changes. */
export function nextChangeAt(concert: Pick<Concert, 'lineOpensAt' | 'opensAt'>, now: Date): string {
  const { lineOpensAt, opensAt } = concert;
  return (
    [waitingRoomOpensAt(concert), lineOpensAt].find((change) => change > now.toISOString()) ??
    opensAt
  );
}

type Words = (key: 'noDates' | 'range', values?: { from: string; to: string }) => string;

/** Returns days and prices as one line each. */
export function concertFacts(
  { firstDate, lastDate, priceMin, priceMax }: Concert,
  t: Words,
  { won, days: daysOf }: ReturnType<typeof useFormats>,
) {
  const days = firstDate === null || lastDate === null ? t('noDates') : daysOf(firstDate, lastDate);
  const price =
    priceMin === null || priceMax === null
      ? t('noDates')
      : priceMin === priceMax
        ? won(priceMin)
        : t('range', { from: won(priceMin), to: won(priceMax) });
  return { days, price };
}

export function useConcertFacts(concert: Concert) {
  return concertFacts(concert, useTranslations('catalog'), useFormats());
}
