import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { changesOf } from './changes.ts';
import { useFieldWords } from './field-words.ts';

test('an entry is the fields that differ, with both values, before the fields that stay', () => {
  expect(
    changesOf(
      { performanceId: 7, seats: [1, 2], left: 3 },
      { performanceId: 7, seats: [1], new: 4 },
    ),
  ).toEqual([
    { name: 'seats', before: [1, 2], after: [1] },
    { name: 'left', before: 3, after: undefined },
    { name: 'new', before: undefined, after: 4 },
    { name: 'performanceId', before: undefined, after: 7 },
  ]);
  expect(changesOf(null, null)).toEqual([]);
});

const vip = { seat: 1, grade: 'VIP', price: 154_000, kind: 'STANDARD' };

test.each([
  ['capacity', 5, 'capacity 5'],
  ['title', { ko: '별 헤는 밤', en: 'Night of Stars' }, 'title: Night of Stars'],
  ['notices', { ko: '' }, 'notices: none'],
  ['role', 'SUPPORT', 'Support'],
  ['concerts', 'all', 'all concerts'],
  ['concerts', [], 'no concerts'],
  ['concerts', [3, 4], 'concerts 3, 4'],
  ['kind', 'PASSKEY', 'Passkey'],
  ['startsAt', '2050-01-01T10:00:00Z', 'starts at Sat, Jan 1, 2050, 7:00 PM KST'],
  ['closesAt', null, 'sale end: default'],
  [
    'seats',
    [vip, { ...vip, seat: 2 }, { ...vip, seat: 3, grade: 'R' }],
    'VIP ₩154,000: 1, 2 · R ₩154,000: 3',
  ],
  ['seats', 50, 'seats 50'],
  ['seats', [49, 50], 'seats 49, 50'],
  [
    'seats',
    [
      { seat: 7, blockedReason: 'camera' },
      { seat: 8, blockedReason: null },
      { seat: 9, blockedReason: null },
    ],
    'seats 7 blocked “camera” · seats 8, 9 not blocked',
  ],
  ['usedAt', null, 'used: none'],
  ['usedAt', '2050-01-01T10:00:00Z', 'used: Sat, Jan 1, 2050, 7:00 PM KST'],
  ['from', '2050-01-01T10:00:00Z', 'from: Sat, Jan 1, 2050, 7:00 PM KST'],
  ['performances', [3, 4], 'date numbers: 3, 4'],
  ['refunds', 3, 'payments to refund: 3'],
  ['policy', { capacity: 5, ratePerMinute: null }, 'capacity 5, people per minute: default'],
  ['archived', true, 'archived'],
  ['state', 'PUBLISHED', 'published'],
  ['runningMinutes', 150, 'running time: 150'],
  ['somethingNew', { a: 1 }, 'somethingNew: {"a":1}'],
])('%s %j is described in words', (name, value, words) => {
  expect(inLanguage('en', () => useFieldWords()(name, value))).toBe(words);
  expect(inLanguage('ko', () => useFieldWords()(name, value))).not.toBe('');
});
