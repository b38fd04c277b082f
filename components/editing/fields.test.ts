import { expect, test } from 'vitest';
import { languages } from '#server/config/languages.schema.ts';
import {
  bounds,
  type FieldPath,
  fieldPaths,
  fieldsWithIssues,
  type FormValues,
  newValues,
  parseChange,
  parseNew,
  valuesOf,
} from './fields.ts';
import { inLanguage } from '#tests/support/components.tsx';
import { useDuration } from '../admin/duration.ts';
import { changedKeys } from './rebase.ts';
import { useFieldWords } from './words.ts';

const duration = (seconds: number) => `${seconds}초`;

const named = { concertId: 7, version: 3 };
const stored: Parameters<typeof valuesOf>[0] = {
  title: { ko: '별 헤는 밤', en: 'Stars' },
  venue: { ko: '달빛 홀' },
  description: { ko: '첫 줄\n둘째 줄', ja: '説明' },
  notices: { ko: '' },
  ageRating: 8,
  runningMinutes: 150,
  opensAt: '2030-01-01T01:00:30.000Z',
  lineOpensAt: null,
  closesAt: '2030-02-01T01:00:00.000Z',
  maxSeats: 4,
  orphanRule: true,
  cancellationFees: [
    { fromDays: 10, percent: 0 },
    { fromDays: 1, percent: 30 },
  ],
  holdSeconds: 301,
  offerSeconds: null,
  policy: {
    capacity: 100,
    ratePerMinute: null,
    sessionSeconds: 600,
    claimSeconds: null,
    graceSeconds: null,
  },
  posterId: 5,
  verifiedEmail: false,
};
const values = valuesOf(stored, duration);
const changedTo = (change: Partial<FormValues>) => {
  const after = { ...values, ...change };
  return parseChange(named, after, changedKeys<FieldPath>(values, after));
};

test('the form keeps every field of a concert, except the seconds of a time', () => {
  const { data } = parseNew(values);
  expect(data).toEqual({
    ...stored,
    opensAt: '2030-01-01T10:00:00+09:00',
    closesAt: '2030-02-01T10:00:00+09:00',
  });
});

test('an unchanged form sends no field', () => {
  expect(changedTo({}).data).toEqual(named);
});

test.each<[Partial<FormValues>, object]>([
  [{ 'title.en': 'Night' }, { title: { ko: '별 헤는 밤', en: 'Night' } }],
  [{ 'title.en': '' }, { title: { ko: '별 헤는 밤' } }],
  [{ closesAt: '' }, { closesAt: null }],
  [{ lineOpensAt: '2029-12-31T10:00' }, { lineOpensAt: '2029-12-31T10:00:00+09:00' }],
  [{ 'policy.capacity': '1,000' }, { policy: { capacity: 1_000 } }],
  [{ 'policy.sessionSeconds': '' }, { policy: { sessionSeconds: null } }],
  [{ holdSeconds: '5:00' }, { holdSeconds: 300 }],
  [{ cancellationFees: '' }, { cancellationFees: null }],
  [{ cancellationFees: 'none' }, { cancellationFees: [] }],
  [{ orphanRule: 'false' }, { orphanRule: false }],
  [{ posterId: '' }, { posterId: null }],
])('a change of %j sends only %j', (change, sent) => {
  expect(changedTo(change).data).toEqual({ ...named, ...sent });
});

test.each<[FieldPath, string]>([
  ['title.ko', ' '],
  ['venue.ja', 'x'.repeat(101)],
  ['description.ko', 'x'.repeat(5_001)],
  ['ageRating', '22'],
  ['runningMinutes', ''],
  ['opensAt', ''],
  ['opensAt', '1999-12-31T10:00'],
  ['maxSeats', '51'],
  ['holdSeconds', '600'],
  ['policy.capacity', '0'],
  ['policy.ratePerMinute', '0'],
  ['policy.graceSeconds', '9초'],
  ['cancellationFees', '7:10, 10:0'],
  ['cancellationFees', '7:'],
])('a wrong %s is marked at its own field: %j', (path, typed) => {
  const { error } = parseNew({ ...values, [path]: typed });
  expect(fieldsWithIssues(error?.issues ?? [])).toEqual([path]);
});

test('a new form lacks only the Korean texts and the opening of the sale', () => {
  expect(fieldsWithIssues(parseNew(newValues).error?.issues ?? [])).toEqual([
    'title.ko',
    'venue.ko',
    'opensAt',
  ]);
});

test('the server’s paths lead to fields, and an unknown path to none', () => {
  const paths = ['title', 'policy.capacity', 'cancellationFees.0.percent', 'unheardOf'];
  expect(fieldsWithIssues(paths.map((path) => ({ path })))).toEqual([
    'title.ko',
    'cancellationFees',
    'policy.capacity',
  ]);
});

test('the bounds of a field are those of the schema', () => {
  expect(fieldPaths).toEqual(expect.arrayContaining(Object.keys(bounds)));
  for (const { min, max } of Object.values(bounds)) expect(max).toBeGreaterThan(min);
  expect(bounds['policy.graceSeconds']).toEqual({ min: 10, max: 3_600 });
});

const stated: Partial<Record<FieldPath, string[]>> = {
  'title.ko': ['1', '100'],
  'venue.zh': ['1', '100'],
  'description.en': ['5,000'],
  'notices.ko': ['5,000'],
  ageRating: ['0', '21'],
  runningMinutes: ['1', '1,440'],
  opensAt: ['2000', '2099'],
  maxSeats: ['1', '50'],
  cancellationFees: ['365', '1', '0', '99'],
  'policy.capacity': ['1', '100,000'],
  'policy.ratePerMinute': ['1', '600,000'],
};
const durations: Partial<Record<FieldPath, [min: number, max: number]>> = {
  holdSeconds: [1, 3_600],
  offerSeconds: [1, 86_400],
  'policy.sessionSeconds': [1, 86_400],
  'policy.claimSeconds': [1, 3_600],
  'policy.graceSeconds': [10, 3_600],
};
test.each(languages)('the hint of each bounded field states both bounds in %s', (locale) => {
  const { hint } = inLanguage(locale, useFieldWords);
  const inWords = inLanguage(locale, useDuration);
  const timed = Object.entries(durations).map(([path, both]) => [path, both.map(inWords)] as const);
  const all = [...Object.entries(stated), ...timed];
  expect(all.map(([path]) => path)).toEqual(expect.arrayContaining(Object.keys(bounds)));
  for (const [path, numbers] of all)
    for (const number of numbers)
      expect([path, hint(path as FieldPath)]).toEqual([path, expect.stringContaining(number)]);
});
