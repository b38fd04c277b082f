import { expect, test } from 'vitest';
import { nextWait, type ShownWait, steadyEta } from './eta.ts';

test('a small change of the estimate keeps the shown one; a larger change, a start or an end replaces it', () => {
  const shown = { low: 60, high: 120 };
  expect(steadyEta(shown, { low: 58, high: 122 })).toBe(shown);
  expect(steadyEta(shown, { low: 60, high: 126 })).toEqual({ low: 60, high: 126 });
  expect(steadyEta(shown, { low: 30, high: 120 })).toEqual({ low: 30, high: 120 });
  expect(steadyEta(shown, null)).toBeNull();
  expect(steadyEta(null, shown)).toBe(shown);
});

test('a wait that grows by a minute at the same position is marked until it shrinks or the position changes', () => {
  const at = (shown: ShownWait, high: number, position = 1) =>
    nextWait(shown, { position, etaSeconds: { low: 600, high } });
  const first: ShownWait = { eta: { low: 600, high: 900 }, position: 1, grows: false };
  expect(at(first, 903)).toBe(first); // The change of 3 s is within the tolerance.
  const grown = at(first, 950);
  expect(grown).toMatchObject({ eta: { high: 950 }, grows: true });
  // The estimate still shows 16 minutes.
  expect(at(grown, 925)).toMatchObject({ eta: { high: 925 }, grows: true });
  expect(at(grown, 880)).toMatchObject({ grows: false });
  expect(at({ ...grown, position: 2 }, 950, 1)).toMatchObject({ grows: false });
  expect(at({ ...first, position: 2 }, 1_200, 1)).toMatchObject({ grows: false });
  expect(nextWait(grown, { position: 1, etaSeconds: null })).toEqual({
    eta: null,
    position: 1,
    grows: false,
  });
  expect(at({ eta: null, position: 1, grows: false }, 900)).toMatchObject({ grows: false });
});
