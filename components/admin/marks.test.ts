import { expect, test } from 'vitest';
import { policyChangeOf } from './marks.ts';

test('a chart marks each change of the policy, and no other change of a concert', () => {
  const values = { before: { capacity: 1 }, after: { capacity: 5 } };
  expect(policyChangeOf({ action: 'queue.set', ...values })).toEqual(values);
  expect(
    policyChangeOf({
      action: 'concert.update',
      before: { title: 'a', policy: { capacity: 1 }, opensAt: '2030-01-01T00:00:00.000Z' },
      after: { title: 'b', policy: { capacity: 5 }, opensAt: '2030-01-02T00:00:00.000Z' },
    }),
  ).toEqual({
    before: { capacity: 1, opensAt: '2030-01-01T00:00:00.000Z' },
    after: { capacity: 5, opensAt: '2030-01-02T00:00:00.000Z' },
  });
  const title = { before: { title: 'a', policy: null }, after: { title: 'b' } };
  expect(policyChangeOf({ action: 'concert.update', ...title })).toBeNull();
  expect(policyChangeOf({ action: 'concert.close', ...values })).toBeNull();
});
