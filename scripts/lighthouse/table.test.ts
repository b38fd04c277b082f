import { expect, test } from 'vitest';
import { type Measured, missed } from './table.ts';

const kept: Measured = {
  performance: 95,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
  lcpMs: 2_000,
  tbtMs: 200,
  cls: 0.01,
  totalBytes: 0,
  scriptBytes: 0,
  fontBytes: 0,
  benchmarkIndex: 1_000,
};
const page = (...bySlowdown: Measured[]) => [{ name: 'seats', performanceMin: 95, bySlowdown }];

test('a page at its limits keeps its budgets, however slow it is at a higher slowdown', () => {
  expect(missed(page(kept, { ...kept, performance: 1, lcpMs: 9_000 }))).toEqual([]);
});

test.each([
  ['performance', 94, 'performance 94 < 95'],
  ['accessibility', 99, 'accessibility 99 < 100'],
  ['best-practices', 99, 'best-practices 99 < 100'],
  ['seo', 99, 'seo 99 < 100'],
  ['lcpMs', 2_001, 'lcpMs 2001.000 > 2000'],
  ['tbtMs', 201, 'tbtMs 201.000 > 200'],
  ['cls', 0.011, 'cls 0.011 > 0.01'],
] as const)('%s of %d is a missed budget', (figure, value, miss) => {
  expect(missed(page({ ...kept, [figure]: value }))).toEqual([`seats: ${miss}`]);
});
