import { expect, test } from 'vitest';
import { checkNames } from '#server/audit/audit.ts';
import { inLanguage } from '#tests/support/components.tsx';
import { breachesFirst, type Check, useCheckName } from './integrity.ts';

const aCheck = (check: Check['check'], breaches: number): Check => ({
  check,
  looked: 10,
  breaches,
  examples: [],
});

test('checks with breaches are first, most breaches first, and the others keep their order', () => {
  const checks = [
    aCheck('tickets', 0),
    aCheck('buyers', 1),
    aCheck('places', 0),
    aCheck('outbox', 7),
  ];
  expect(breachesFirst(checks).map(({ check }) => check)).toEqual([
    'outbox',
    'buyers',
    'tickets',
    'places',
  ]);
});

test('each check of the audit has its rule in words, and an unknown one its name', () => {
  for (const locale of ['ko', 'en'] as const) {
    const nameOf = inLanguage(locale, useCheckName);
    expect(checkNames.filter((check) => nameOf(check) === check)).toEqual([]);
    expect(nameOf('new-check')).toBe('new-check');
  }
});
