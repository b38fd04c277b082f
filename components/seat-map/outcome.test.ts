import { expect, test } from 'vitest';
import { aSeat } from '#tests/support/components.tsx';
import type { Seat } from './arrange.ts';
import { type Asked, isAskedAgain, outcomeOf } from './outcome.ts';

const hall = (...states: Seat['state'][]): Seat[] =>
  states.map((state, at) => ({ ...aSeat, seat: at + 1, state }));
const asked = (to: Asked['to'], ...seats: number[]): Asked => ({
  seats,
  to,
  mapAt: 10,
  final: false,
});

test('the outcome of a call stays unknown until the next map arrives', () => {
  expect(outcomeOf(asked('mine', 1), hall('mine'), 10)).toBe('unknown');
});

test.each([
  [asked('mine', 1, 2), hall('mine', 'mine', 'available'), 'done'],
  [asked('mine', 1, 2), hall('mine', 'available'), 'undone'],
  [asked('mine', 1), hall('held'), 'undone'],
  [asked('available', 1), hall('available', 'mine'), 'done'],
  [asked('available', 1), hall('held'), 'done'],
  [asked('available', 1, 2), hall('available', 'mine'), 'undone'],
] as const)('the next map decides: %j of %j is %s', (call, seats, outcome) => {
  expect(outcomeOf(call, seats, 11)).toBe(outcome);
});

test('a call that had no effect is sent again if its seats are unchanged, but only until it is final', () => {
  const call = asked('mine', 1);
  expect(isAskedAgain(call, hall('available', 'held'))).toBe(true);
  expect(isAskedAgain(call, hall('held'))).toBe(false);
  expect(isAskedAgain({ ...call, final: true }, hall('available'))).toBe(false);
  expect(isAskedAgain(asked('available', 1), hall('mine'))).toBe(true);
  expect(isAskedAgain(asked('available', 1), hall('available'))).toBe(false);
});
