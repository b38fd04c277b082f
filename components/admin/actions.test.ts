import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { actions, useActionName } from './actions.ts';

test.each(['ko', 'en'] as const)('every action of the audit log has a name in %s', (locale) => {
  const nameOf = inLanguage(locale, useActionName);
  expect(actions.filter((action) => nameOf(action) === action)).toEqual([]);
  expect(nameOf('something.new')).toBe('something.new');
});
