import { expect, test } from 'vitest';
import { refusalCodes } from '#server/errors/errors.schema.ts';
import { refused } from '#tests/support/components.tsx';
import { isOutcomeUnknown, isRetryable } from './is-retryable.ts';

test('only errors that decide nothing are retryable', () => {
  expect(isRetryable(new TypeError('fetch failed'))).toBe(true);
  expect(refusalCodes.filter((code) => isRetryable(refused(code))).toSorted()).toEqual([
    'INTERNAL',
    'TOO_MANY_REQUESTS',
    'TRY_AGAIN',
  ]);
});

test('a rate limit leaves no outcome unknown, because the call did not run', () => {
  expect(isOutcomeUnknown(new TypeError('fetch failed'))).toBe(true);
  expect(refusalCodes.filter((code) => isOutcomeUnknown(refused(code))).toSorted()).toEqual([
    'INTERNAL',
    'TRY_AGAIN',
  ]);
});
