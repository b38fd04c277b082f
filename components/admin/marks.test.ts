import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { useMarks } from './console/use-marks.ts';
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

test('a mark is at the instant of the change, with the values before and after in words', () => {
  const at = '2030-01-01T10:40:00.000Z';
  const change = { at, action: 'queue.set', before: { capacity: 5 }, after: { capacity: 1 } };
  const block = { at, action: 'seats.block', before: null, after: { seats: [1] } };
  const marks = (locale: 'en' | 'ko') => inLanguage(locale, () => useMarks([change, block]));
  const atMs = Date.parse(at);
  expect(marks('en')).toEqual([{ atMs, text: 'capacity 5 → capacity 1' }]);
  expect(marks('ko')).toEqual([{ atMs, text: '정원 5명 → 정원 1명' }]);
});
