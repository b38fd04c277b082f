import { expect, test } from 'vitest';
import { clockShown } from './clock-shown.ts';

test('without seats, the clock shows the turn’s time, also after an expired hold', () => {
  expect(clockShown(false, 586, null)).toEqual({ limits: 'choose', left: 586 });
  expect(clockShown(false, 586, 0)).toEqual({ limits: 'choose', left: 586 });
});

test.each([
  [586, 295, 295],
  [120, 295, 120],
  [null, 295, 295],
])(
  'with seats, the clock shows the shorter of turn (%s s) and hold (%s s): %s s',
  (turn, hold, left) => {
    expect(clockShown(true, turn, hold)).toEqual({ limits: 'pay', left });
  },
);

test('while the hold’s time is unknown, no other time is shown as its time', () => {
  expect(clockShown(true, 586, null)).toEqual({ limits: 'pay', left: null });
});
