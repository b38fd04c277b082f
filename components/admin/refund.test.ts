import { expect, test } from 'vitest';
import { aFreeSeat } from '#tests/support/components.tsx';
import { refundable, refundKey } from './refund.ts';
import type { AdminSeat } from './seat-words.ts';

const free = aFreeSeat;
const sold = (seat: number, paymentId: number): AdminSeat => ({
  ...free,
  seat,
  state: 'sold',
  userId: '0a1b2c3d-0000-4000-8000-000000000000',
  name: '팬 4',
  email: 'fan4@jari.example',
  paymentId,
  paidAmount: 480_000,
  paidPrice: 120_000,
});

test('a refund names the buyer, all seats of the payment and the prices paid, even if prices changed', () => {
  const seats = [free, sold(12, 15), sold(13, 15), sold(14, 16), sold(16, 15)];
  expect(refundable(sold(13, 15), seats)).toEqual({
    paymentId: 15,
    seats: [12, 13, 16].map((seat) => ({ seat, grade: 'R', price: 120_000 })),
    person: '\u2068팬 4\u2069 (\u2068fan4@jari.example\u2069)',
  });
  expect(refundable({ ...sold(13, 15), name: null }, seats)?.person).toBe(
    '\u2068fan4@jari.example\u2069',
  );
  expect(refundable({ ...sold(13, 15), name: null, email: null }, seats)?.person).toBe('0a1b2c3d');
  expect(refundable(free, seats)).toBeNull();
});

test('the idempotency key differs for every set of seats and stays within its bound', () => {
  expect(refundKey(15, [1, 2])).toBe(refundKey(15, [2, 1]));
  expect(new Set([[1], [2], [1, 2], [50]].map((seats) => refundKey(15, seats))).size).toBe(4);
  const all = Array.from({ length: 50 }, (_, at) => at + 1);
  expect(refundKey(2_147_483_647, all)).toMatch(/^[\w-]{8,64}$/);
});
