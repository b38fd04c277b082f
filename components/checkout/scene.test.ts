import { expect, test } from 'vitest';
import { refused } from '#tests/support/components.tsx';
import { sceneOf } from './scene.ts';

const idle = { done: false, running: false, checking: false, error: null };
const running = { ...idle, running: true };
const checking = { ...running, checking: true };
const answered = (code: Parameters<typeof refused>[0]) => ({ ...idle, error: refused(code) });

test.each(['HELD', 'EXPIRED', 'RELEASED', 'CANCELLED'] as const)(
  'until a payment is answered, nothing is claimed of it: with the reservation %s, and the turn over or not',
  (status) => {
    for (const isTurnOver of [false, true]) {
      expect(sceneOf(status, isTurnOver, checking)).toBe('CHECKING');
      expect(sceneOf(status, isTurnOver, running)).toBe('FORM');
    }
  },
);

test('the outcome of a payment is its answer: paid, or the hold has expired', () => {
  expect(sceneOf('HELD', true, { ...idle, done: true })).toBe('PAID');
  expect(sceneOf('EXPIRED', true, answered('ALREADY_PAID'))).toBe('PAID');
  expect(sceneOf('HELD', true, answered('HOLD_EXPIRED'))).toBe('EXPIRED');
  expect(sceneOf('HELD', false, answered('INSUFFICIENT_BALANCE'))).toBe('FORM');
  expect(sceneOf('HELD', true, answered('QUEUE_TOKEN_EXPIRED'))).toBe('NO_TURN');
});

test('paid elsewhere meanwhile is paid, and needs no answer', () => {
  for (const payment of [idle, running, checking])
    expect(sceneOf('PAID', true, payment)).toBe('PAID');
});

test('without a payment the turn’s end comes first, then the reservation’s', () => {
  expect(sceneOf('HELD', false, idle)).toBe('FORM');
  expect(sceneOf('EXPIRED', true, idle)).toBe('NO_TURN');
  expect(sceneOf('EXPIRED', false, idle)).toBe('EXPIRED');
});
