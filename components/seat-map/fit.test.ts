import { expect, test } from 'vitest';
import { aSeat } from '#tests/support/components.tsx';
import { blocksOf, pitch } from './arrange.ts';
import { fit, isLarge } from './fit.ts';

/** Hall of the demonstration: four grades in six rows of at most ten seats. */
const demonstration = blocksOf(
  Array.from({ length: 50 }, (_, at) => ({
    ...aSeat,
    seat: at + 1,
    grade: at < 10 ? 'VIP' : at < 25 ? 'R' : at < 40 ? 'S' : 'A',
    price: at < 10 ? 4 : at < 25 ? 3 : at < 40 ? 2 : 1,
  })),
);

test.each([
  ['360 × 640', { width: 360, height: 334 }, 35],
  ['390 × 844', { width: 390, height: 482 }, 38],
  ['844 × 390', { width: 556, height: 334 }, 34],
])('in the frame of a phone of %s, a hall of ten columns and six rows fits', (_, frame, side) => {
  const { map, scale } = fit(demonstration, frame);
  expect(map.width * scale).toBeLessThanOrEqual(frame.width);
  expect(map.height * scale).toBeLessThanOrEqual(frame.height);
  expect(pitch * scale).toBeGreaterThanOrEqual(side);
});

test('rows move apart in a higher frame, and seats stop growing', () => {
  const low = fit(demonstration, { width: 360, height: 334 }).map.height;
  const high = fit(demonstration, { width: 360, height: 600 }).map.height;
  expect(high).toBeGreaterThan(low + 60);
  expect(fit(demonstration, { width: 3_000, height: 3_000 }).scale).toBeLessThan(1.5);
});

test('a hall is large from the eleventh column or the seventh row', () => {
  const planned = (rows: number, columns: number) =>
    Array.from({ length: rows * columns }, (_, at) => ({
      ...aSeat,
      seat: at + 1,
      row: 1 + Math.floor(at / columns),
      column: 1 + (at % columns),
    }));
  expect(isLarge(demonstration)).toBe(false);
  expect(isLarge(blocksOf(planned(2, 10)))).toBe(false);
  expect(isLarge(blocksOf(planned(1, 11)))).toBe(true);
  expect(isLarge(blocksOf(planned(7, 2)))).toBe(true);
});
