import { expect, test } from 'vitest';
import { nextFirst, parseFirst, shareOf } from './first-place.ts';

test('the first place stays while the place moves forward, follows a step back, and ends with its number', () => {
  const first = nextFirst(null, { number: 200, position: 194 });
  expect(first).toEqual({ number: 200, ahead: 193 });
  expect(nextFirst(first, { number: 200, position: 122 })).toBe(first);
  expect(nextFirst(first, { number: 200, position: 196 })).toEqual({ number: 200, ahead: 195 });
  expect(nextFirst(first, { number: 201, position: 10 })).toEqual({ number: 201, ahead: 9 });
});

test('only a saved first place is read', () => {
  expect(parseFirst('200:193')).toEqual({ number: 200, ahead: 193 });
  for (const text of [null, '', '200', '200:', '200:-1', 'a:b', '1:2:3'])
    expect([text, parseFirst(text)]).toEqual([text, null]);
});

test('the share grows with each admission, and never reaches the door before the turn', () => {
  const shares = [193, 121, 1, 0].map((ahead) => shareOf(193, ahead));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect([shares[0], shareOf(193, 500)]).toEqual([0, 0]);
  for (const share of [shares.at(-1), shareOf(0, 0)]) {
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1);
  }
});
