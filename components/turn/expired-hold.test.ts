import { expect, test } from 'vitest';
import type { Booking } from '../booking.ts';
import { expiredHoldOf } from './expired-hold.ts';

const aBooking = (reservationId: number, status: Booking['status']): Booking => ({
  reservationId,
  concertId: 1,
  performanceId: 7,
  seats: [3, 4],
  price: 300_000,
  status,
  expiresAt: '2030-01-01T00:00:00.000Z',
  offer: false,
  title: '',
  venue: '',
  texts: { title: { ko: '' }, venue: { ko: '' } },
  poster: null,
  artwork: '',
  startsAt: '',
  endsAt: '',
  extensionsLeft: 2,
  releasedReason: null,
  dateCancelledAt: null,
  cancelledReason: null,
  payment: null,
  isGift: false,
  given: [],
  tickets: [],
  refunds: [],
  refund: null,
  refundIfCancelled: null,
  seatRefunds: [],
  freeUntil: null,
  cancellationFees: [],
  holder: '',
  calendar: { uid: '', sequence: 0 },
});
const seen = aBooking(5, 'HELD');

test('a hold that was shown and is now EXPIRED has expired', () => {
  expect(expiredHoldOf(seen, null, [aBooking(6, 'PAID'), aBooking(5, 'EXPIRED')])).toMatchObject({
    reservationId: 5,
    seats: [3, 4],
  });
});

test.each(['RELEASED', 'PAID', 'CANCELLED'] as const)(
  'a hold that is %s has not expired',
  (status) => {
    expect(expiredHoldOf(seen, null, [aBooking(5, status)])).toBeNull();
  },
);

test('a shown hold that staff released has ended, with their reason', () => {
  const released = { ...aBooking(5, 'RELEASED'), releasedReason: '좌석 점검' };
  expect(expiredHoldOf(seen, null, [released])).toBe(released);
  expect(expiredHoldOf(seen, aBooking(8, 'HELD'), [released])).toBeNull();
});

test('no hold has expired if none was shown, one is live, or the bookings are unknown', () => {
  const bookings = [aBooking(5, 'EXPIRED')];
  expect(expiredHoldOf(null, null, bookings)).toBeNull();
  expect(expiredHoldOf(seen, aBooking(8, 'HELD'), bookings)).toBeNull();
  expect(expiredHoldOf(seen, null, undefined)).toBeNull();
  expect(expiredHoldOf(seen, null, [])).toBeNull();
});
