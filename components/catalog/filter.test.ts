import { expect, test } from 'vitest';
import { filterOf, isActive, matches, queryOf, searchWords, sortedBy } from './filter.ts';

const concert = (saleState: 'ON_SALE' | 'UPCOMING' | 'QUEUE_OPEN' | 'ENDED', months: string[]) => ({
  words: searchWords(['별 헤는 밤', 'Counting the Stars', '한강 달빛 홀', 'Moonlight Hall']),
  saleState,
  months,
});
const none = { text: '', month: null, group: null, sort: null };

test.each([
  ['별', true],
  ['별헤는', true],
  ['달빛 별', true],
  ['STARS moonlight', true],
  ['ＳＴＡＲＳ', true],
  ['  ', true],
  ['파도', false],
  ['별 파도', false],
])('the search for %j in title and place finds the concert: %j', (text, found) => {
  expect(matches(concert('ON_SALE', []), { ...none, text })).toBe(found);
});

test('month and state filter together, and a line that is open counts as coming', () => {
  const coming = { ...none, group: 'COMING' as const };
  expect(matches(concert('QUEUE_OPEN', ['2026-12']), coming)).toBe(true);
  expect(matches(concert('UPCOMING', ['2026-12']), { ...coming, month: '2026-12' })).toBe(true);
  expect(matches(concert('UPCOMING', ['2026-12']), { ...coming, month: '2027-01' })).toBe(false);
  expect(matches(concert('ON_SALE', ['2026-12']), coming)).toBe(false);
  expect(matches(concert('ENDED', []), coming)).toBe(false);
});

test('the address keeps a filter, and an invalid address is no filter', () => {
  const filter = { text: '별 밤', month: '2026-12', group: 'SOLD_OUT', sort: 'price' } as const;
  const address = new URL(queryOf(filter), 'http://jari.test');
  expect(filterOf(Object.fromEntries(address.searchParams))).toEqual(filter);
  expect(queryOf({ ...none, text: ' ' })).toBe('');
  const invalid = filterOf({ q: ['a', 'b'], month: '2026-13', state: 'OVER', sort: 'title' });
  expect([invalid, isActive(invalid)]).toEqual([none, false]);
});

test('the list is ordered by next show, opening or lowest price, and a concert without one is last', () => {
  const listed = [
    { id: 'a', keys: { date: undefined, opening: '2026-12-03', price: 99_000 } },
    { id: 'b', keys: { date: '2026-12-20', opening: '2026-12-01', price: 110_000 } },
    { id: 'c', keys: { date: '2026-12-10', opening: '2026-12-02', price: undefined } },
  ];
  const ids = (sort: Parameters<typeof sortedBy>[1]) =>
    sortedBy(listed, sort)
      .map(({ id }) => id)
      .join('');
  expect([ids(null), ids('date'), ids('opening'), ids('price')]).toEqual([
    'abc',
    'cba',
    'bca',
    'abc',
  ]);
});
