import { expect, test } from 'vitest';
import { refusalCodes } from '#server/errors/errors.schema.ts';
import { refused } from '#tests/support/components.tsx';
import { unanswered } from './unanswered.ts';

test('only what decides nothing may be asked again', () => {
  expect(unanswered(new TypeError('fetch failed'))).toBe(true);
  expect(refusalCodes.filter((code) => unanswered(refused(code)))).toEqual([
    'INTERNAL',
    'TRY_AGAIN',
  ]);
});
