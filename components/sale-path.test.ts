import { expect, test } from 'vitest';
import { isInSale } from './sale-path.ts';

test('the sale is the pages from the waiting room to the payment, and no page with a similar path', () => {
  const inside = ['/concerts/3/queue', '/concerts/3/dates', '/concerts/3/seats/7', '/checkout/12'];
  const outside = ['/', '/concerts/3', '/concerts/3/queues', '/reservations/12', '/checkouts'];
  expect(inside.filter((path) => !isInSale(path))).toEqual([]);
  expect(outside.filter(isInSale)).toEqual([]);
});
