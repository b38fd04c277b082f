import { expect, test } from 'vitest';
import { refundsOf } from './refunds.ts';

test('a payment of several seats counts once', () => {
  const free = { state: 'available', paymentId: null, paidAmount: null } as const;
  const sold = { state: 'sold', paymentId: 1, paidAmount: 200 } as const;
  const seats = [free, sold, sold, { ...sold, paymentId: 2 }, { ...free, state: 'held' as const }];
  expect(refundsOf(seats)).toEqual({ payments: 2, amount: 400, held: 1 });
});
