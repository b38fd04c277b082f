import { useTranslations } from 'next-intl';
import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { ageMinutes } from './list-state.tsx';

const at = '2030-01-01T10:00:00.000Z';
const age = (seconds: number) => ageMinutes(at, Date.parse(at) + 1_000 * seconds);

test('the age of a list is in whole minutes, never negative, and stated in words', () => {
  expect([-5, 0, 59, 60, 719].map(age)).toEqual([0, 0, 0, 1, 11]);
  const text = (seconds: number) =>
    inLanguage('en', () =>
      useTranslations('door')('listAge', { minutes: age(seconds), tickets: 50, used: 7 }),
    );
  expect(text(5)).toMatch(/^List is up to date/);
  expect(text(719)).toMatch(/^List from 11 minutes ago .*50 tickets .*7 admitted$/);
});
