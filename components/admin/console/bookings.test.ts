import { expect, test } from 'vitest';
import { aFreeSeat } from '#tests/support/components.tsx';
import { bookingsOf } from './bookings.ts';
import { matches } from './search.ts';

const sold = { ...aFreeSeat, state: 'sold' as const, paidPrice: 99_000, price: 121_000 };

test('the seats of a reservation are one booking at the prices paid, the newest booking first', () => {
  const seats = [
    { ...sold, seat: 1, reservationId: 7 },
    { ...sold, seat: 2, reservationId: 9 },
    { ...sold, seat: 3, reservationId: 7 },
    { ...aFreeSeat, seat: 4 },
  ];
  const startsAt = '2030-01-01T10:00:00.000Z';
  const bookings = bookingsOf([{ performanceId: 5, startsAt, seats }]);
  expect(
    bookings.map(({ reservationId, seats, amount }) => [
      reservationId,
      seats.map(({ seat }) => seat),
      amount,
    ]),
  ).toEqual([
    [9, [2], 99_000],
    [7, [1, 3], 198_000],
  ]);
});

test('a search finds each typed word in any of the texts, in any case and width', () => {
  const texts = ['팬 4', 'fan4@jari.example', null];
  expect(matches('', texts)).toBe(true);
  expect(matches('FAN４ 팬', texts)).toBe(true);
  expect(matches('fan5', texts)).toBe(false);
});
