import { expect, test } from 'vitest';
import { admissionsPerMinute, nextArrival, wholeMinutes } from './arrival.ts';

const now = Date.parse('2026-12-06T11:00:10Z');
const at = (time: string) => Date.parse(`2026-12-06T${time}Z`);

test('an arrival moves only if its estimate differs by more than 30 s from the shown times', () => {
  const shown = nextArrival(null, { low: 840, high: 1_560 }, now);
  expect(shown).toEqual({ low: at('11:14:10'), high: at('11:26:10') });
  // Ten seconds later the same arrival has a shorter wait.
  expect(nextArrival(shown, { low: 830, high: 1_550 }, now + 10_000)).toBe(shown);
  expect(nextArrival(shown, { low: 840, high: 1_580 }, now + 10_000)).toBe(shown);
  expect(nextArrival(shown, { low: 840, high: 1_560 }, now + 31_000)).toEqual({
    low: at('11:14:41'),
    high: at('11:26:41'),
  });
});

test('the shown minutes contain the range, and are never one figure', () => {
  expect(wholeMinutes({ low: at('11:14:59'), high: at('11:26:01') })).toEqual({
    low: at('11:14:00'),
    high: at('11:27:00'),
  });
  expect(wholeMinutes({ low: at('11:14:00'), high: at('11:14:00') })).toEqual({
    low: at('11:14:00'),
    high: at('11:15:00'),
  });
});

test('121 people in 14 to 26 minutes are about 6 a minute', () => {
  expect(Math.round(admissionsPerMinute(122, { low: 840, high: 1_560 }))).toBe(6);
  expect(admissionsPerMinute(1, { low: 0, high: 0 })).toBeLessThanOrEqual(60);
});
