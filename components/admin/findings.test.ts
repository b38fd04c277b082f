import { createElement } from 'react';
import { expect, test } from 'vitest';
import { aMinute } from '#tests/support/a-minute.ts';
import { anOverview, markupOf } from '#tests/support/components.tsx';
import { FindingsBar } from './console/findings-bar.tsx';
import { findingsOf, type Situation } from './findings.ts';

const nowMs = Date.parse('2030-01-01T12:00:00Z');
const at = (minutes: number) => new Date(nowMs + minutes * 60_000).toISOString();

/** A sale with nothing to find: people enter as fast as they come. */
function aSale(
  overview: Partial<Situation['overview']> = {},
  given: Partial<Situation> = {},
): Situation {
  return {
    nowMs,
    isPublished: true,
    closesAt: at(1_000),
    pausedAt: null,
    history: Array.from({ length: 10 }, () =>
      aMinute({ active: 50, capacity: 50, joins: 10, admissions: 10, completions: 10 }),
    ),
    overview: {
      waiting: 40,
      active: 50,
      capacity: 50,
      ratePerMinute: 300,
      claimSeconds: 120,
      paused: false,
      opensAt: at(-60),
      lineOpensAt: at(-90),
      available: 10,
      held: 5,
      sold: 35,
      ...overview,
    },
    ...given,
  };
}
const kinds = (situation: Situation) => findingsOf(situation).map(({ kind }) => kind);
const minutes = (row: Parameters<typeof aMinute>[0]) =>
  Array.from({ length: 10 }, () => aMinute(row));

test('a sale in balance has no finding', () => {
  expect(findingsOf(aSale())).toEqual([]);
});

test('a full capacity is found while joins outrun completions, and a larger usual capacity is proposed', () => {
  const history = minutes({ active: 1, joins: 11, completions: 0.2 });
  const overview = { waiting: 131, active: 1, capacity: 1 };
  expect(findingsOf(aSale(overview, { history }))).toEqual([
    {
      kind: 'capacityFull',
      remedy: { lever: 'capacity', value: 20 },
      values: { waiting: 131, capacity: 1, value: 20 },
    },
  ]);
  expect(kinds(aSale({ ...overview, waiting: 0 }, { history }))).toEqual([]);
  expect(kinds(aSale({ ...overview, paused: true }, { history, pausedAt: at(-1) }))).toEqual([]);
});

test('a rate is too low while people wait and less than half of the capacity is used', () => {
  const history = minutes({ active: 10 });
  const idle = { active: 10, capacity: 100, ratePerMinute: 5 };
  expect(findingsOf(aSale(idle, { history }))[0]).toMatchObject({
    kind: 'rateTooLow',
    remedy: { lever: 'ratePerMinute', value: 100 },
  });
  expect(kinds(aSale({ ...idle, active: 49 }, { history }))).toEqual(['rateTooLow']);
  expect(kinds(aSale({ ...idle, active: 50 }, { history }))).toEqual([]);
  expect(kinds(aSale(idle, { history: history.slice(0, 1) }))).toEqual([]);
});

test('no-shows are found above 30 % of at least ten turns', () => {
  const share = (noShows: number, admissions = 10) => ({
    history: minutes({ joins: 0, admissions, noShows, active: 50 }),
  });
  expect(findingsOf(aSale({}, share(4)))).toEqual([
    {
      kind: 'noShows',
      remedy: { lever: 'claimSeconds', value: 60 },
      values: { percent: 40, value: 60 },
    },
  ]);
  expect(kinds(aSale({}, share(3.1)))).toEqual(['noShows']);
  expect(kinds(aSale({}, share(3)))).toEqual([]);
  expect(kinds(aSale({}, share(0.5, 1)))).toEqual(['noShows']);
  expect(kinds(aSale({}, share(0.5, 0.9)))).toEqual([]);
});

test('a pause is found after five minutes, or if its begin is no longer known', () => {
  const since = (pausedAt: string | null) => kinds(aSale({ paused: true }, { pausedAt }));
  expect([since(at(-5)), since(at(-5.1)), since(null)]).toEqual([
    [],
    ['pausedLong'],
    ['pausedLong'],
  ]);
});

test('a closed queue is found in the half hour before the sale opens, but not of a draft', () => {
  const opening = (opens: number, line: number, isPublished = true) =>
    kinds(aSale({ opensAt: at(opens), lineOpensAt: at(line) }, { isPublished }));
  expect(opening(29.9, 10)).toEqual(['opensSoonLineClosed']);
  expect([opening(29, -1), opening(30, 10), opening(29, 10, false)]).toEqual([[], [], []]);
});

test('an open queue without a free or held seat is found, and then no higher capacity is proposed', () => {
  const full = { available: 0, held: 0, sold: 50 };
  const history = minutes({ joins: 11, active: 50 });
  expect(kinds(aSale(full, { history }))).toEqual(['soldOutLineOpen']);
  expect(kinds(aSale({ ...full, held: 1 }))).toEqual([]);
  expect(kinds(aSale(full, { closesAt: at(0) }))).toEqual([]);
});

test('each finding is announced with the button of its control, which auditors do not get', () => {
  const full = { available: 0, held: 0, sold: 50 };
  const growing = minutes({ active: 1, joins: 11, completions: 0.2 });
  const idle = { active: 10, capacity: 100, ratePerMinute: 5 };
  const situations: [string, Situation][] = [
    ['Capacity 20', aSale({ waiting: 131, active: 1, capacity: 1 }, { history: growing })],
    ['Rate 100', aSale(idle, { history: minutes({ active: 10 }) })],
    [
      'Claim window 1 min',
      aSale({}, { history: minutes({ joins: 0, admissions: 10, noShows: 4, active: 50 }) }),
    ],
    ['Resume admission', aSale({ paused: true }, { pausedAt: at(-6) })],
    ['Open the line now', aSale({ opensAt: at(29), lineOpensAt: at(10) })],
    ['End the sale', aSale(full)],
  ];
  const bar = (situation: Situation, mayChange: boolean) =>
    markupOf(
      createElement(FindingsBar, {
        findings: findingsOf(situation),
        overview: { ...anOverview, ...situation.overview },
        history: situation.history,
        mayChange,
        onRemedy: () => undefined,
      }),
    );
  for (const [remedy, situation] of situations) {
    expect(bar(situation, true)).toMatch(/^<div role="status"/);
    expect(/<button[^>]*>([^<]*)</.exec(bar(situation, true))?.[1]).toBe(remedy);
    expect(bar(situation, false)).not.toContain('<button');
  }
});
