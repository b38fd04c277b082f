import { expect, test } from 'vitest';
import { clockShown } from './clock-shown.ts';

test('without seats the clock is the turn’s, whatever was held before', () => {
  expect(clockShown(false, 586, null)).toEqual({ limits: 'choose', left: 586 });
  expect(clockShown(false, 586, 0)).toEqual({ limits: 'choose', left: 586 });
});

test.each([
  [586, 295, 295],
  [120, 295, 120],
  [null, 295, 295],
])(
  'with seats the shorter of the turn (%s s) and the hold (%s s) is left to pay: %s s',
  (turn, hold, left) => {
    expect(clockShown(true, turn, hold)).toEqual({ limits: 'pay', left });
  },
);

test('a hold whose time is not known yet shows no other time in its name', () => {
  expect(clockShown(true, 586, null)).toEqual({ limits: 'pay', left: null });
});
