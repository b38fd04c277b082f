import type { Outputs } from '../../api.ts';

export type StaffReservation = Outputs['admin']['people']['get']['reservations'][number];

/** Something that happened to a booking. Amounts are in won. */
export type BookingEvent = { at: string; seats: number[] } & (
  | { kind: 'held' }
  | { kind: 'paid'; amount: number }
  | { kind: 'refunded'; amount: number; reason: string }
  | { kind: 'voided'; reason: string }
);

const ascending = (seats: Iterable<number>): number[] => [...new Set(seats)].sort((a, b) => a - b);

/** Returns what happened to a booking, the oldest event first. */
export function timelineOf({
  createdAt,
  seats,
  payment,
  refunds,
  tickets,
}: Pick<
  StaffReservation,
  'createdAt' | 'seats' | 'payment' | 'refunds' | 'tickets'
>): BookingEvent[] {
  // A refund takes its seats out of the booking.
  const all = ascending([...seats, ...refunds.flatMap((refund) => refund.seats)]);
  const events: BookingEvent[] = [
    { at: createdAt, kind: 'held', seats: all },
    ...(payment === null
      ? []
      : [{ at: payment.paidAt, kind: 'paid' as const, seats: all, amount: payment.amount }]),
    ...refunds.map(({ refundedAt, seats: returned, amount, reason }) => ({
      at: refundedAt,
      kind: 'refunded' as const,
      seats: returned,
      amount,
      reason,
    })),
    ...tickets.flatMap(({ seat, voidedAt, voidReason }) =>
      voidedAt === null || voidReason === null
        ? []
        : [{ at: voidedAt, kind: 'voided' as const, seats: [seat], reason: voidReason }],
    ),
  ];
  return events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
