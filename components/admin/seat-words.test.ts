import { expect, test } from 'vitest';
import { aFreeSeat, inLanguage } from '#tests/support/components.tsx';
import { type AdminSeat, useSeatSentence } from './seat-words.ts';

const free = { ...aFreeSeat, seat: 7, price: 90_000 };
const sentence = (seat: AdminSeat) =>
  inLanguage('en', useSeatSentence)(seat).replaceAll(/\s/g, ' ');

test('a free seat is described by its number, grade and state', () => {
  expect(sentence(free)).toBe('Seat 7, R, Available');
});

test('a held seat is described by its holder and its end, not by a time that changes every second', () => {
  const held: AdminSeat = {
    ...free,
    state: 'held',
    userId: '0a1b2c3d-0000-4000-8000-000000000000',
    name: '손님',
    heldUntil: '2030-01-01T10:05:00.000Z',
  };
  expect(sentence(held)).toBe('Seat 7, R, Held, 손님, until 7:05 PM KST');
  expect(sentence({ ...held, name: null })).toContain(', 0a1b2c3d,');
});
