import { createElement } from 'react';
import { expect, test } from 'vitest';
import { aMinute } from '#tests/support/a-minute.ts';
import { anOverview, markupOf } from '#tests/support/components.tsx';
import { Tiles } from './tiles.tsx';

const rising = Array.from({ length: 30 }, (_, at) =>
  aMinute({ waiting: at, active: at, admissions: at, sold: at, revenue: 1_000 * at }),
);
const tilesOf = (history = rising, overview = {}) =>
  markupOf(
    createElement(Tiles, {
      overview: { ...anOverview, waiting: 131, active: 1, capacity: 20, ...overview },
      history,
    }),
  );
const linesIn = (markup: string) =>
  [...markup.matchAll(/points="([^"]*)"/g)].map(([, points = '']) => points.split(' '));

test('each of the five figures has a sparkline with a point per minute of the half hour', () => {
  const markup = tilesOf();
  expect(markup.match(/<dt/g)).toHaveLength(5);
  const lines = linesIn(markup);
  expect(lines.map((points) => points.length)).toEqual([30, 30, 30, 30, 30]);
  for (const points of lines) expect([points[0], points.at(-1)]).toEqual(['0.0,26.0', '100.0,2.0']);
  expect(linesIn(tilesOf([aMinute()]))).toEqual([]);
});

test('the figures tick unannounced', () => {
  expect(tilesOf()).not.toMatch(/aria-live|role="(status|alert)"/);
});

test('the tiles state the change of five minutes, the use of the capacity and the real rate', () => {
  const text = tilesOf().replaceAll(/<[^>]*>/g, ' ');
  for (const part of ['131', '107 / 5 min', '1 / 20', '5%', '27', '/min · limit 600'])
    expect(text).toContain(part);
  expect(tilesOf(rising, { arrived: 7, arrivedLastMinute: 2 })).toContain('arrived 7 · 2/min');
  expect(tilesOf(rising, { held: 3 })).toContain('held 3');
});
