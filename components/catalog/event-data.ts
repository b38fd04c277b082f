import { textIn } from '#components/localized.ts';
import type { Concert } from './concert.ts';

const datesMax = 30;

const availability = { MANY: 'InStock', FEW: 'LimitedAvailability', NONE: 'SoldOut' } as const;

interface EventPage {
  locale: string;
  /** Address of the concert's page. */
  url: string;
  image: string;
  now: Date;
}

/** Describes the coming dates as schema.org events with their prices, for search engines. */
export function eventData(concert: Concert, { locale, url, image, now }: EventPage): object[] {
  const { texts, state, opensAt, onSale, runningMinutes } = concert;
  const venue = textIn(locale, texts.venue);
  const status = state === 'CANCELLED' ? 'EventCancelled' : 'EventScheduled';
  const coming = concert.dates.filter(({ startsAt }) => Date.parse(startsAt) > now.getTime());
  return coming.slice(0, datesMax).map(({ startsAt, seats, grades }) => {
    const prices = grades.map(({ price }) => price);
    return {
      '@context': 'https://schema.org',
      '@type': 'MusicEvent',
      name: textIn(locale, texts.title),
      description: textIn(locale, texts.description),
      image,
      url,
      startDate: startsAt,
      endDate: new Date(Date.parse(startsAt) + runningMinutes * 60_000).toISOString(),
      eventStatus: `https://schema.org/${status}`,
      eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
      location: { '@type': 'Place', name: venue, address: venue },
      ...(prices.length > 0 && {
        offers: {
          '@type': 'AggregateOffer',
          url,
          priceCurrency: 'KRW',
          lowPrice: Math.min(...prices),
          highPrice: Math.max(...prices),
          validFrom: opensAt,
          availability: `https://schema.org/${onSale ? availability[seats] : 'PreOrder'}`,
        },
      }),
    };
  });
}

/** Escapes `<`, so that no text can end the script element. */
export const asScript = (data: object): string => JSON.stringify(data).replaceAll('<', '\\u003c');
