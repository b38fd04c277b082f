import { expect, test } from 'vitest';
import { inLanguage } from '../testing/words.tsx';
import { type Concert, saleState, useConcertFacts } from './concert.ts';

const hourMs = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString();
// Of a concert, only what is asked about here.
const concert = (given: object) => ({ onSale: false, opensAt: inHours(-1), dates: [], ...given }) as unknown as Concert;

test.each([
  ['ON_SALE', { onSale: true, dates: [{ startsAt: inHours(24) }] }],
  ['SOON', { opensAt: inHours(2), dates: [{ startsAt: inHours(24) }, { startsAt: inHours(48) }] }],
  ['SOON', { dates: [{ startsAt: inHours(-24) }, { startsAt: inHours(24) }] }],
  ['OVER', { dates: [{ startsAt: inHours(-48) }, { startsAt: inHours(-24) }] }],
  ['SOON', { opensAt: inHours(2) }],
  ['OVER', {}],
])('%s: %j', (state, given) => {
  expect(saleState(concert(given))).toBe(state);
});

const facts = (locale: 'ko' | 'en', given: object) => inLanguage(locale, () => useConcertFacts(concert(given)));
const shows = {
  firstDate: '2030-06-01T10:00:00.000Z',
  lastDate: '2030-06-03T10:00:00.000Z',
  priceMin: 90_000,
  priceMax: 150_000,
};

test('days and prices are ranges; one day and one price are none', () => {
  const { days, price } = facts('en', shows);
  expect(days.replaceAll(/\s+/g, ' ')).toBe('June 1 – 3, 2030');
  expect(price).toBe('₩90,000 – ₩150,000');
  const single = facts('ko', { ...shows, lastDate: shows.firstDate, priceMax: 90_000 });
  expect(single).toEqual({ days: '2030년 6월 1일', price: '90,000원' });
});

test('a concert without shows says so', () => {
  const none = facts('en', { firstDate: null, lastDate: null, priceMin: null, priceMax: null });
  expect(none.days).toBe(none.price);
  expect(none.days).toMatch(/[a-z]/);
});
