import { expect, test } from 'vitest';
import { policyInput } from '#server/admin/admin.schema.ts';
import { updateInput } from '#server/concert/concert.schema.ts';
import { defaultFeeSchedule } from '#server/fees/fees.schema.ts';
import { anOverview as overview, inLanguage } from '#tests/support/components.tsx';
import type { Outputs } from '../api.ts';
import { feesAsTyped, momentAsTyped, typedFees, typedMoment, typedNumber } from './control.ts';
import { type Sale, useOtherQueueControls, useSaleControls } from './use-controls.ts';

type Overview = Outputs['admin']['overview'];

const usual: Sale = { maxSeats: 4, orphanRule: false, cancellationFees: null };

function named<L extends { name: string }>(controls: L[], name: string): L {
  return (
    controls.find((control) => control.name === name) ?? expect.fail(`there is no control ${name}`)
  );
}
const queueControl = (name: string, given: Partial<Overview> = {}) =>
  named(
    inLanguage('en', () => useOtherQueueControls({ ...overview, ...given })),
    name,
  );
const saleControl = (name: string, given: Partial<Sale> = {}) =>
  named(
    inLanguage('en', () => useSaleControls({ ...usual, ...given }, overview)),
    name,
  );
const about = { concertId: 1, reason: 'a test' };
/** Returns null if the server's schema rejects the typed value. */
const askedOfQueue = (name: string, typed: string) =>
  policyInput.safeParse({ ...about, ...queueControl(name).changeOf(typed) }).data ?? null;
const askedOfSale = (name: string, typed: string) =>
  updateInput.safeParse({ ...about, version: 1, ...saleControl(name).changeOf(typed) }).data ??
  null;

test('every setting of a queue has a control', () => {
  const levers = ['paused', 'capacity', 'ratePerMinute', 'message'];
  const controls = inLanguage('en', () => useOtherQueueControls(overview));
  expect([...controls.map(({ name }) => name), ...levers, 'concertId', 'reason'].sort()).toEqual(
    Object.keys(policyInput.shape).sort(),
  );
});

test.each(['en', 'ko'] as const)(
  'in %s each setting states the people or seats that its change concerns',
  (locale) => {
    const now = { ...overview, waiting: 1_311, active: 17, held: 4, sold: 38, available: 8 };
    const controls = inLanguage(locale, () => [
      ...useOtherQueueControls(now),
      ...useSaleControls(usual, now),
    ]);
    const numbers = Object.fromEntries(
      controls.map(({ name, description }) => [name, description.match(/\d[\d,]*/g)]),
    );
    expect(numbers).toEqual({
      opensAt: ['1,311', '17'],
      lineOpensAt: ['1,311'],
      sessionSeconds: ['1,311', '17'],
      claimSeconds: ['1,311'],
      graceSeconds: ['1,311'],
      maxSeats: ['42'],
      orphanRule: ['8', '42'],
      cancellationFees: ['38'],
    });
  },
);

test('the orphan-seat control switches the rule to its opposite', () => {
  expect(saleControl('orphanRule').changeOf('')).toEqual({ orphanRule: true });
  expect(saleControl('orphanRule', { orphanRule: true }).changeOf('')).toEqual({
    orphanRule: false,
  });
});

test('a field starts with the current value, which the server accepts', () => {
  expect(saleControl('maxSeats').field?.initial).toBe('4');
  expect(saleControl('cancellationFees')).toMatchObject({
    value:
      'from 10 days before: 0% · from 7 days before: 10% · from 3 days before: 20% · from 1 day before: 30%',
    field: { initial: '10:0, 7:10, 3:20, 1:30' },
  });
  for (const { name, field, changeOf } of inLanguage('en', () => useOtherQueueControls(overview)))
    if (field !== undefined)
      expect(policyInput.parse({ ...about, ...changeOf(field.initial) })).toHaveProperty(name);
  expect(typedFees(feesAsTyped(defaultFeeSchedule))).toEqual(defaultFeeSchedule);
});

test.each(['', ' ', '0', '-1', '1.5', '1e3', '0x10', 'many', '1000001'])(
  '“%s” is rejected by every number of the queue',
  (typed) => {
    for (const name of ['sessionSeconds', 'claimSeconds', 'graceSeconds'])
      expect([name, askedOfQueue(name, typed)]).toEqual([name, null]);
  },
);

test('spaces around a typed value are ignored', () => {
  expect(typedNumber(' 42 ')).toBe(42);
  expect(typedNumber('４２')).toBe(42);
});

test('times are typed in Seoul time to the minute, and an unchanged time keeps its seconds', () => {
  expect(momentAsTyped('2026-12-31T15:00:00.000Z')).toBe('2027-01-01T00:00');
  const before = '2026-12-31T15:00:07.900Z';
  expect(momentAsTyped(before)).toBe('2027-01-01T00:00');
  expect(typedMoment('2027-01-01T00:00', before)).toBe(before);
  for (const typed of ['2027-01-01T00:01', '2027-01-01T00:01:07'])
    expect(momentAsTyped(typedMoment(typed, before))).toBe(typed.slice(0, 16));
  expect(askedOfQueue('opensAt', '2027-01-01T00:00')).toMatchObject({
    opensAt: '2027-01-01T00:00:00+09:00',
  });
});

test.each(['', '2027-01-01', '2027-02-30T00:00', '20270-01-01T00:00', '1999-01-01T00:00'])(
  '“%s” is rejected as a time',
  (typed) => {
    expect([askedOfQueue('opensAt', typed), askedOfQueue('lineOpensAt', typed)]).toEqual([
      null,
      null,
    ]);
  },
);

test('the queue cannot open after the sale, and by default it moves with the sale', () => {
  const misfit = (name: string, typed: string, given: Partial<Overview> = {}) => {
    const { field, changeOf } = queueControl(name, given);
    return field?.conflict?.(changeOf(typed));
  };
  // The queue opens at 19:00 in Seoul, an hour before the sale.
  const own = { lineOpensAt: '2026-11-27T10:00:00.000Z' };
  expect(misfit('opensAt', '2026-11-27T18:59', own)).toMatch(
    /cannot be before the line opens, .*7:00 PM/,
  );
  expect(misfit('opensAt', '2026-11-27T19:00', own)).toBeNull();
  expect(misfit('lineOpensAt', '2026-11-27T20:01', own)).toMatch(
    /cannot be after the sale opens, .*8:00 PM/,
  );
  expect(misfit('lineOpensAt', '2026-11-27T20:00', own)).toBeNull();
  expect(misfit('opensAt', '2026-11-20T00:00')).toBeNull();
});

test('durations are shown and typed with units, never as bare seconds', () => {
  expect(
    queueControl('sessionSeconds', { asAll: { ...overview.asAll, sessionSeconds: false } }),
  ).toMatchObject({
    value: '10 min from admission',
    field: { initial: '10 min', kind: 'text' },
  });
  expect(queueControl('graceSeconds').value).toBe(
    'After 3 min away, the next person goes first (default)',
  );
  expect(askedOfQueue('claimSeconds', '1 min 1 s')).toMatchObject({ claimSeconds: 61 });
  expect(askedOfQueue('claimSeconds', '1:00:01')).toBeNull();
});

test('the shared default can be chosen with an explanation, and is marked while it applies', () => {
  const alternatives = (control: ReturnType<typeof queueControl>) =>
    control.field?.alternatives?.map(({ change, holds }) => [change, holds]);
  for (const name of ['sessionSeconds', 'claimSeconds', 'graceSeconds'])
    for (const holds of [true, false])
      expect(
        alternatives(queueControl(name, { asAll: { ...overview.asAll, [name]: holds } })),
      ).toEqual([[{ [name]: null }, holds]]);
  expect(queueControl('sessionSeconds').field?.alternatives?.[0]?.about).toContain(
    'If it changes, this concert follows',
  );
  expect(alternatives(queueControl('lineOpensAt'))).toEqual([[{ lineOpensAt: null }, true]]);
  expect(alternatives(queueControl('lineOpensAt', { lineOpensAt: overview.opensAt }))).toEqual([
    [{ lineOpensAt: null }, false],
  ]);
});

test('cancellation fees can be the default, none, or typed as days and percent', () => {
  const alternatives = (given: Partial<Sale>) =>
    saleControl('cancellationFees', given).field?.alternatives?.map(({ change, holds }) => [
      change.cancellationFees,
      holds,
    ]);
  expect(alternatives({})).toEqual([
    [null, true],
    [[], false],
  ]);
  expect(alternatives({ cancellationFees: [] })).toEqual([
    [null, false],
    [[], true],
  ]);
  expect(askedOfSale('cancellationFees', ' 30:5 ,2 : 50% ')).toMatchObject({
    cancellationFees: [
      { fromDays: 30, percent: 5 },
      { fromDays: 2, percent: 50 },
    ],
  });
});

test.each([
  '',
  ' ',
  '10',
  '10:',
  ':5',
  '10:5:3',
  '10:5,',
  '10:5, 10:6',
  '5:1, 10:2',
  '10:5, 3:1',
  '0:5',
  '10:100',
  'ten:5',
  '1e1:5',
])('“%s” is rejected as a fee schedule', (typed) => {
  expect(askedOfSale('cancellationFees', typed)).toBeNull();
});

test.each(['', '0', '51', '1.5'])('“%s” is rejected as a number of seats per user', (typed) => {
  expect(askedOfSale('maxSeats', typed)).toBeNull();
});
