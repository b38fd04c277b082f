import { expect, test } from 'vitest';
import { timelineOf } from './timeline.ts';

const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 10, minute)).toISOString();
const ticket = { voided: true, refundId: null, voidedAt: null, voidReason: null };

test('a booking’s time line has its hold, payment, refunds and voids in order, with all its seats', () => {
  const refund = { refundId: 5, fee: 0, byUserId: 'a', amount: 121_000 };
  expect(
    timelineOf({
      createdAt: at(0),
      seats: [12],
      payment: { paymentId: 7, amount: 363_000, paidAt: at(1) },
      refunds: [
        { ...refund, seats: [14], refundedAt: at(9), reason: 'ill' },
        { ...refund, seats: [13], refundedAt: at(3), reason: 'a friend left' },
      ],
      tickets: [
        { ...ticket, ticketId: 1, seat: 12, voidedAt: at(5), voidReason: 'lost', reservationId: 1 },
        { ...ticket, ticketId: 2, seat: 13, voidedAt: at(3), refundId: 5, reservationId: 1 },
      ],
    }),
  ).toEqual([
    { at: at(0), kind: 'held', seats: [12, 13, 14] },
    { at: at(1), kind: 'paid', seats: [12, 13, 14], amount: 363_000 },
    { at: at(3), kind: 'refunded', seats: [13], amount: 121_000, reason: 'a friend left' },
    { at: at(5), kind: 'voided', seats: [12], reason: 'lost' },
    { at: at(9), kind: 'refunded', seats: [14], amount: 121_000, reason: 'ill' },
  ]);
});

test('an unpaid hold has one event', () => {
  expect(
    timelineOf({ createdAt: at(0), seats: [3], payment: null, refunds: [], tickets: [] }),
  ).toEqual([{ at: at(0), kind: 'held', seats: [3] }]);
});
