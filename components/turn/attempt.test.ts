import { notFound, redirect } from 'next/navigation';
import { expect, test } from 'vitest';
import { refused } from '#tests/support/components.tsx';
import { attempt } from './attempt.ts';

test('a result is returned, or the code of the refusal', async () => {
  expect(await attempt(Promise.resolve([1, 2]))).toEqual({ ok: true, data: [1, 2] });
  expect(await attempt(Promise.reject(refused('NOT_YOUR_TURN')))).toEqual({
    ok: false,
    code: 'NOT_YOUR_TURN',
  });
  expect(await attempt(Promise.reject(new Error('anything')))).toEqual({
    ok: false,
    code: 'OFFLINE',
  });
});

test.each([
  ['the page that does not exist', () => notFound()],
  ['a redirect', () => redirect('/sign-in')],
])('%s is not a refusal and reaches the framework', async (_, leave) => {
  const leaving = Promise.resolve().then(leave);
  await expect(attempt(leaving)).rejects.toThrow(/NEXT_/);
});
