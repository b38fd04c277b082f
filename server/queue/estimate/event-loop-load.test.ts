import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { instanceLoad, loadMeter } from './event-loop-load.ts';

test('the load is the share of the last full second in which the loop worked', () => {
  const times = { active: 500, idle: 9_500 };
  const pass = (active: number, idle: number) =>
    Object.assign(times, { active: times.active + active, idle: times.idle + idle });
  const load = loadMeter(() => ({ ...times }));
  expect(load()).toBe(0);
  pass(400, 599);
  expect(load()).toBe(0);
  pass(350, 1);
  expect(load()).toBeCloseTo(750 / 1_350);
  pass(0, 900);
  expect(load()).toBeCloseTo(750 / 1_350);
  pass(0, 100);
  expect(load()).toBe(0);
});

test('an instance that works without pause is at full load, one that waits is not', async () => {
  const workFor = async (ms: number): Promise<void> => {
    for (const end = performance.now() + ms; performance.now() < end;)
      await new Promise(setImmediate);
  };
  instanceLoad();
  await workFor(1_100);
  expect(instanceLoad()).toBeGreaterThan(0.8);
  await pause(1_100);
  expect(instanceLoad()).toBeLessThan(0.5);
});
