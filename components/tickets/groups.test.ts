import { expect, test } from 'vitest';
import type { Booking } from '../booking.ts';
import { groupsOf } from './groups.ts';

const now = Date.parse('2030-06-01T12:00:00+09:00');
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();

/** Builds a reservation of a two-hour performance that starts in `beginsInHours` hours. */
function booking(reservationId: number, status: Booking['status'], beginsInHours: number): Booking {
  return {
    reservationId,
    concertId: 1,
    performanceId: 1,
    seats: [1],
    price: 90_000,
    status,
    expiresAt: inHours(0),
    offer: false,
    title: '',
    venue: '',
    texts: { title: { ko: '' }, venue: { ko: '' } },
    poster: null,
    artwork: '',
    startsAt: inHours(beginsInHours),
    endsAt: inHours(beginsInHours + 2),
    tickets: [],
    payment: null,
    isGift: false,
    given: [],
    refunds: [],
    refund: null,
    refundIfCancelled: null,
    seatRefunds: [],
    freeUntil: null,
    cancellationFees: [],
    extensionsLeft: 0,
    releasedReason: null,
    dateCancelledAt: null,
    cancelledReason: null,
    holder: '',
    calendar: { uid: '', sequence: 0 },
  };
}
const numbers = (bookings: Booking[]) => bookings.map(({ reservationId }) => reservationId);

test('bookings are grouped into held, upcoming with the next first, and the rest in order', () => {
  const groups = groupsOf(
    [
      booking(7, 'PAID', 48),
      booking(6, 'CANCELLED', 48),
      booking(5, 'HELD', 72),
      booking(4, 'PAID', 24),
      booking(3, 'EXPIRED', 24),
      booking(2, 'RELEASED', 24),
      booking(1, 'PAID', -24),
    ],
    now,
  );
  expect(numbers(groups.held)).toEqual([5]);
  expect(numbers(groups.paid)).toEqual([4, 7]);
  expect(numbers(groups.ended)).toEqual([6, 3, 2, 1]);
});

test('a booking is upcoming until its performance ends', () => {
  expect(numbers(groupsOf([booking(1, 'PAID', -1.9)], now).paid)).toEqual([1]);
  expect(numbers(groupsOf([booking(1, 'PAID', -2)], now).ended)).toEqual([1]);
});

test('every booking is in exactly one group', () => {
  const statuses: Booking['status'][] = ['HELD', 'PAID', 'CANCELLED', 'EXPIRED', 'RELEASED'];
  const all = statuses.flatMap((status, at) => [
    booking(2 * at, status, 24),
    booking(2 * at + 1, status, -24),
  ]);
  const { held, paid, ended } = groupsOf(all, now);
  expect(numbers([...held, ...paid, ...ended]).sort((a, b) => a - b)).toEqual(numbers(all));
});
