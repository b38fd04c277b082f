import { expect, test } from 'vitest';
import { refused } from '#tests/support/components.tsx';
import { sceneOf } from './scene.ts';

const idle = { done: false, running: false, checking: false, error: null };
const running = { ...idle, running: true };
const checking = { ...running, checking: true };
const answered = (code: Parameters<typeof refused>[0]) => ({ ...idle, error: refused(code) });

test.each(['HELD', 'EXPIRED', 'RELEASED', 'CANCELLED'] as const)(
  'until the payment has an answer, no outcome is shown: reservation %s, during and after the turn',
  (status) => {
    for (const isTurnOver of [false, true]) {
      expect(sceneOf(status, isTurnOver, checking)).toBe('CHECKING');
      expect(sceneOf(status, isTurnOver, running)).toBe('FORM');
    }
  },
);

test('the answer of a payment decides the outcome: paid, or hold expired', () => {
  expect(sceneOf('HELD', true, { ...idle, done: true })).toBe('PAID');
  expect(sceneOf('EXPIRED', true, answered('ALREADY_PAID'))).toBe('PAID');
  expect(sceneOf('HELD', true, answered('HOLD_EXPIRED'))).toBe('EXPIRED');
  expect(sceneOf('HELD', false, answered('INSUFFICIENT_BALANCE'))).toBe('FORM');
  expect(sceneOf('HELD', true, answered('QUEUE_TOKEN_EXPIRED'))).toBe('NO_TURN');
});

test('a reservation paid elsewhere shows as paid without an answer', () => {
  for (const payment of [idle, running, checking])
    expect(sceneOf('PAID', true, payment)).toBe('PAID');
});

test('without a payment, the end of the turn takes precedence over the state of the reservation', () => {
  expect(sceneOf('HELD', false, idle)).toBe('FORM');
  expect(sceneOf('EXPIRED', true, idle)).toBe('NO_TURN');
  expect(sceneOf('EXPIRED', false, idle)).toBe('EXPIRED');
});
