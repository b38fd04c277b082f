import { expect, test } from 'vitest';
import { aFreeSeat } from '#tests/support/components.tsx';
import { refundable } from './refund.ts';
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
});

test('a refund names the buyer, all seats of the payment and the paid amount, even if prices changed', () => {
  const seats = [free, sold(12, 15), sold(13, 15), sold(14, 16), sold(16, 15)];
  expect(refundable(sold(13, 15), seats)).toEqual({
    paymentId: 15,
    amount: 480_000,
    seats: [12, 13, 16],
    person: '\u2068팬 4\u2069 (\u2068fan4@jari.example\u2069)',
  });
  expect(refundable({ ...sold(13, 15), name: null }, seats)?.person).toBe(
    '\u2068fan4@jari.example\u2069',
  );
  expect(refundable({ ...sold(13, 15), name: null, email: null }, seats)?.person).toBe('0a1b2c3d');
  expect(refundable(free, seats)).toBeNull();
});
