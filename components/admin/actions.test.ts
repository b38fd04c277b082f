import { expect, test } from 'vitest';
import { languages } from '#server/config/languages.schema.ts';
import { editedReason } from '#server/schema/reason.schema.ts';
import { inLanguage } from '#tests/support/components.tsx';
import { actions, givenReason, unexplained, useActionName } from './actions.ts';

test.each(languages)('every action of the audit log has a name in %s', (locale) => {
  const nameOf = inLanguage(locale, useActionName);
  expect(actions.filter((action) => nameOf(action) === action)).toEqual([]);
  expect(nameOf('something.new')).toBe('something.new');
});

test('only a reason that someone gave is shown, and each action without the question is an action', () => {
  for (const action of ['queue.set', 'performance.cancel', 'concert.update'])
    expect(givenReason(action, 'too few seats')).toBe('too few seats');
  for (const action of ['concert.publish', 'concert.archive', 'performance.add'])
    expect(givenReason(action, 'its own words')).toBeNull();
  expect(givenReason('concert.update', editedReason)).toBeNull();
  expect(givenReason('queue.set', null)).toBeNull();
  expect(unexplained.filter((action) => !actions.includes(action))).toEqual([]);
});
