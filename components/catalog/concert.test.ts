import { expect, test } from 'vitest';
import { inLanguage } from '../testing/words.tsx';
import { type Concert, saleState, useConcertFacts } from './concert.ts';

const hourMs = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString();
const concert = (given: Partial<Concert>): Concert => ({
  concertId: 1,
  title: '가을 콘서트',
  titleEn: 'Autumn concert',
  venue: '홀',
  venueEn: 'Hall',
  description: '',
  descriptionEn: '',
  lineOpensAt: inHours(-2),
  opensAt: inHours(-1),
  onSale: false,
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
const shows = (...hours: number[]) => hours.map((hour, at) => ({ performanceId: at + 1, startsAt: inHours(hour) }));

test.each([
  ['ON_SALE', { onSale: true, dates: shows(24) }],
  ['SOON', { opensAt: inHours(2), dates: shows(24, 48) }],
  ['SOON', { dates: shows(-24, 24) }],
  ['OVER', { dates: shows(-48, -24) }],
  ['SOON', { opensAt: inHours(2) }],
  ['OVER', {}],
])('%s: %j', (state, given) => {
  expect(saleState(concert(given))).toBe(state);
});

const facts = (locale: 'ko' | 'en', given: Partial<Concert>) => inLanguage(locale, () => useConcertFacts(concert(given)));
const weekend = {
  firstDate: '2050-06-01T10:00:00.000Z',
  lastDate: '2050-06-03T10:00:00.000Z',
  priceMin: 90_000,
  priceMax: 150_000,
};

test('days and prices are ranges; one day and one price are none', () => {
  const { days, price } = facts('en', weekend);
  expect(days).toBe('Wed, Jun 1, 2050 – Fri, Jun 3, 2050');
  expect(price).toBe('₩90,000 – ₩150,000');
  const single = facts('ko', { ...weekend, lastDate: weekend.firstDate, priceMax: 90_000 });
  expect(single).toEqual({ days: '2050년 6월 1일 (수)', price: '90,000원' });
});

test('a concert without shows says so', () => {
  const none = facts('en', { firstDate: null, lastDate: null, priceMin: null, priceMax: null });
  expect(none.days).toBe(none.price);
  expect(none.days).toMatch(/[a-z]/);
});
