import { expect, test } from 'vitest';
import { aSeat } from '#tests/support/components.tsx';
import { afterwards, type Reservation } from './afterwards.ts';

const answer: Reservation = {
  reservationId: 5,
  concertId: 1,
  performanceId: 7,
  seats: [3, 4],
  price: 300_000,
  status: 'HELD',
  expiresAt: '2030-01-01T00:00:00.000Z',
  offer: false,
};
const states = ['available', 'held', 'mine', 'sold', 'blocked'] as const;
const after = (seat: number, state: (typeof states)[number], given = answer, shown = 7) =>
  afterwards({ ...aSeat, seat, state }, given, shown).state;

test('a seat that the answer names is mine', () => {
  expect(states.map((state) => after(3, state))).toEqual(states.map(() => 'mine'));
});

test('a seat that the answer no longer names is free, and seats of others do not change', () => {
  expect(states.map((state) => after(9, state))).toEqual([
    'available',
    'held',
    'available',
    'sold',
    'blocked',
  ]);
});

test.each([
  ['a hold that moved to another date', { ...answer, performanceId: 8 }],
  ['a released reservation', { ...answer, status: 'RELEASED' as const }],
  ['an expired hold', { ...answer, status: 'EXPIRED' as const }],
])('%s leaves no seat of mine here', (_, given) => {
  expect([after(3, 'mine', given), after(3, 'held', given)]).toEqual(['available', 'held']);
});
