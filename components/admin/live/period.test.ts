import { expect, test } from 'vitest';
import { lastMinutes } from './period.ts';

test('a period has as many minutes as asked, and none that has not ended', () => {
  const now = Date.parse('2030-01-02T00:00:30Z');
  expect(lastMinutes(now, 1)).toEqual({
    from: '2030-01-01T23:59:00.000Z',
    to: '2030-01-01T23:59:00.000Z',
  });
  // One minute more would exceed a day, and the history would be by hour.
  expect(lastMinutes(now, 1_440)).toEqual({
    from: '2030-01-01T00:00:00.000Z',
    to: '2030-01-01T23:59:00.000Z',
  });
});
