import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { messages } from '../messages/index.ts';
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

type Key<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}_${Key<Rest>}`
  : Name;

test('each check of the audit has its rule in words, and an unknown one its name', () => {
  // The types fail without a text of each check.
  const rules: Record<Key<Check['check']>, string> = messages.ko.staff.check;
  const nameOf = inLanguage('ko', useCheckName);
  expect(nameOf('double-owner')).toBe(rules.double_owner);
  expect(nameOf('new-check')).toBe('new-check');
});
