import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { newPlan } from './new-plan.ts';
import { startOf } from './start.ts';
import { useStart } from './use-start.ts';

const rules = { opensAt: '2030-01-01T10:00:00+09:00', others: ['2030-02-01T10:00:00Z'] };

test.each([
  ['2030-02-01T19:30', { startsAt: '2030-02-01T19:30:00+09:00' }],
  ['', { problem: 'invalid' }],
  ['2130-02-01T19:30', { problem: 'invalid' }],
  ['2030-01-01T10:00', { problem: 'beforeOpening' }],
  ['2030-02-01T19:00', { problem: 'taken' }],
])('a date that starts at “%s” is %j', (typed, found) => {
  expect(startOf(typed, rules)).toEqual(found);
});

test.each([
  ['ko', '2030년 1월 1일', '2099년'],
  ['en', 'Jan 1, 2030', '2099'],
] as const)('the field of a start states its bounds in %s', (locale, opening, end) => {
  const { field } = inLanguage(locale, () => useStart('', rules, null));
  expect(field.hint).toContain(opening);
  expect(field.hint).toContain(end);
});

test('new seats fill rows of ten', () => {
  const made = newPlan({ count: '12', grade: 'R', price: '90,000' });
  const seats = 'seats' in made ? made.seats : [];
  expect(seats).toHaveLength(12);
  expect(seats.at(-1)).toEqual({ seat: 12, grade: 'R', price: 90_000, row: 2, column: 2 });
});

test('wrong values of new seats are named', () => {
  expect(newPlan({ count: '51', grade: ' ', price: '-1' })).toEqual({
    wrong: ['count', 'grade', 'price'],
  });
});
