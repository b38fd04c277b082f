import { createElement } from 'react';
import { expect, test } from 'vitest';
import { aFreeSeat, markupOf } from '#tests/support/components.tsx';
import type { AdminSeat } from '../seat-words.ts';
import { SeatTable, type StateFilter } from './seat-table.tsx';

const buyer = { userId: '5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a77', name: 'Mia', email: null };
const seats: AdminSeat[] = Array.from({ length: 50 }, (_, at) => {
  const seat = { ...aFreeSeat, seat: at + 1 };
  if (at < 3) return { ...seat, ...buyer, state: 'sold', paidPrice: 99_000 };
  return at < 5 ? { ...seat, ...buyer, state: 'held', heldUntil: '2030-01-01T10:00:00Z' } : seat;
});

/** Returns the texts of the table's rows with this filter. */
const rowsOf = (filter: StateFilter) =>
  [
    ...markupOf(
      createElement(SeatTable, {
        seats,
        filter,
        onFilter: () => undefined,
        onOpen: () => undefined,
      }),
    ).matchAll(/<tr>(<th scope="row".*?)<\/tr>/g),
  ].map(([, row = '']) =>
    row
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );

test('the table has a row per seat, with the person, the time and the price paid, filtered by state', () => {
  expect(rowsOf('all')).toHaveLength(50);
  expect(rowsOf('sold')).toEqual([
    'R 1 Sold Mia ₩99,000',
    'R 2 Sold Mia ₩99,000',
    'R 3 Sold Mia ₩99,000',
  ]);
  expect(rowsOf('held')).toEqual([
    'R 4 Held until 7:00 PM KST Mia ₩121,000',
    'R 5 Held until 7:00 PM KST Mia ₩121,000',
  ]);
  expect([rowsOf('available').length, rowsOf('blocked')]).toEqual([45, []]);
});
