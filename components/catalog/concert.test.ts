import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { asScript, eventData } from './event-data.ts';
import { type Concert, nextChangeAt, useConcertFacts, waitingRoomOpensAt } from './concert.ts';

const hourMs = 3_600_000;
const now = Date.now();
const inHours = (hours: number) => new Date(now + hours * hourMs).toISOString();
const concert = (given: Partial<Concert>): Concert => ({
  concertId: 1,
  state: 'PUBLISHED',
  title: '가을 콘서트',
  venue: '홀',
  description: '',
  texts: {
    title: { ko: '가을 콘서트', en: 'Autumn concert' },
    venue: { ko: '홀', en: 'Hall' },
    description: { ko: '' },
    notices: { ko: '' },
  },
  ageRating: 8,
  runningMinutes: 120,
  poster: null,
  artwork: '/posters/artwork-1.svg',
  lineOpensAt: inHours(-2),
  opensAt: inHours(-1),
  closesAt: inHours(100),
  onSale: false,
  saleState: 'UPCOMING',
  firstDate: null,
  lastDate: null,
  priceMin: null,
  priceMax: null,
  maxSeats: 4,
  orphanRule: false,
  cancellationFees: [],
  dates: [],
  ...given,
});
test.each([
  ['an hour before the opening', { opensAt: inHours(5), lineOpensAt: inHours(4.5) }, 4],
  [
    'with the queue, if the queue opens earlier',
    { opensAt: inHours(5), lineOpensAt: inHours(2) },
    2,
  ],
])('the waiting room can be entered %s', (_, times, hours) => {
  expect(waitingRoomOpensAt(concert(times))).toBe(inHours(hours));
});

test('the page of an upcoming concert changes when the waiting room, the queue and the sale open', () => {
  const times = concert({ opensAt: inHours(5), lineOpensAt: inHours(4.5) });
  const changes = [0, 4, 4.5, 5].map((hours) => nextChangeAt(times, new Date(inHours(hours))));
  expect(changes).toEqual([4, 4.5, 5, 5].map(inHours));
  const early = concert({ opensAt: inHours(5), lineOpensAt: inHours(2) });
  expect([0, 3].map((hours) => nextChangeAt(early, new Date(inHours(hours))))).toEqual(
    [2, 5].map(inHours),
  );
});

const facts = (locale: 'ko' | 'en', given: Partial<Concert>) =>
  inLanguage(locale, () => useConcertFacts(concert(given)));
const weekend = {
  firstDate: '2050-06-01T10:00:00.000Z',
  lastDate: '2050-06-03T10:00:00.000Z',
  priceMin: 90_000,
  priceMax: 150_000,
};

test('several days or prices are shown as a range, one as a single value', () => {
  const { days, price } = facts('en', weekend);
  expect(days).toBe('Wed, Jun 1, 2050 – Fri, Jun 3, 2050');
  expect(price).toBe('₩90,000 – ₩150,000');
  const single = facts('ko', { ...weekend, lastDate: weekend.firstDate, priceMax: 90_000 });
  expect(single).toEqual({ days: '2050년 6월 1일 (수)', price: '90,000원' });
});

test('a concert without dates says so', () => {
  const none = facts('en', { firstDate: null, lastDate: null, priceMin: null, priceMax: null });
  expect(none.days).toBe(none.price);
  expect(none.days).toMatch(/[a-z]/);
});

test('search engines get the coming dates with prices, and no text can end the script', () => {
  const title = { ko: '</script><b>' };
  const date = (hours: number, seats: 'MANY' | 'NONE') => ({
    performanceId: hours,
    startsAt: inHours(hours),
    seats,
    grades: [
      { grade: 'VIP', price: 154_000 },
      { grade: 'A', price: 66_000 },
    ],
    plan: [],
  });
  const dates = [date(-1, 'NONE'), date(5, 'NONE'), date(9, 'MANY')];
  const texts = { ...concert({}).texts, title };
  const page = { locale: 'ko', url: 'http://jari.test/concerts/1', image: '', now: new Date(now) };
  const offers = (onSale: boolean) =>
    eventData(concert({ texts, dates, onSale }), page).map((event) =>
      'offers' in event ? event.offers : null,
    );
  const priced = { priceCurrency: 'KRW', lowPrice: 66_000, highPrice: 154_000 };
  const being = (availability: string) => ({
    ...priced,
    availability: `https://schema.org/${availability}`,
  });
  expect(offers(true)).toMatchObject([being('SoldOut'), being('InStock')]);
  expect(offers(false)).toMatchObject([being('PreOrder'), being('PreOrder')]);
  const script = asScript(eventData(concert({ texts, dates }), page));
  expect(script).not.toContain('<');
  expect(JSON.parse(script)).toMatchObject([{ name: title.ko }, { name: title.ko }]);
});
