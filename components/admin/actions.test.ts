import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { actions, isExplained, unexplained, useActionName } from './actions.ts';

test.each(['ko', 'en'] as const)('every action of the audit log has a name in %s', (locale) => {
  const nameOf = inLanguage(locale, useActionName);
  expect(actions.filter((action) => nameOf(action) === action)).toEqual([]);
  expect(nameOf('something.new')).toBe('something.new');
});

test('only actions that ask for a reason show it, and each such exception is an action', () => {
  expect(isExplained('queue.set')).toBe(true);
  expect(isExplained('performance.cancel')).toBe(true);
  expect(isExplained('concert.publish')).toBe(false);
  expect(isExplained('performance.add')).toBe(false);
  expect(unexplained.filter((action) => !actions.includes(action))).toEqual([]);
});
