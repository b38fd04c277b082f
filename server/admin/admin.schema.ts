import { z } from 'zod';
import { id, instant, plainText } from '../schema/ids.schema.ts';
import { changeReasonMax } from '../schema/reason.schema.ts';
import type { SeatKind } from '../seating/seating.schema.ts';

/**
 * Bounds of a queue's limits. The grace time is at least 10 s, because clients poll four times
 * within the grace time.
 */
export const queueLimits = {
  capacity: z.int().min(1).max(100_000),
  ratePerMinute: z.int().min(1).max(600_000),
  sessionSeconds: z.int().min(1).max(86_400),
  claimSeconds: z.int().min(1).max(3_600),
  graceSeconds: z.int().min(10).max(3_600),
};

/**
 * An administrator's change of a queue policy. An empty `message` removes the queue's message. Null
 * resets a limit to the default of all concerts. Null resets lineOpensAt to 30 minutes before the
 * sale opens.
 */
export const policyInput = z.strictObject({
  concertId: id,
  capacity: queueLimits.capacity.nullable().exactOptional(),
  ratePerMinute: queueLimits.ratePerMinute.nullable().exactOptional(),
  sessionSeconds: queueLimits.sessionSeconds.nullable().exactOptional(),
  claimSeconds: queueLimits.claimSeconds.nullable().exactOptional(),
  graceSeconds: queueLimits.graceSeconds.nullable().exactOptional(),
  opensAt: instant.exactOptional(),
  lineOpensAt: instant.nullable().exactOptional(),
  paused: z.boolean().exactOptional(),
  message: z
    .union([z.literal(''), plainText(500)])
    .nullable()
    .exactOptional(),
  reason: plainText(changeReasonMax),
});
export type PolicyInput = z.output<typeof policyInput>;

interface Limits<Value> {
  capacity: Value;
  ratePerMinute: Value;
  sessionSeconds: Value;
  claimSeconds: Value;
  graceSeconds: Value;
}

export interface QueuePolicy extends Limits<number> {
  /** True for each limit that the concert takes from policy_defaults. */
  asAll: Limits<boolean>;
  lineOpensAt: string;
  opensAt: string;
  paused: boolean;
  pauseReason: string | null;
  message: string | null;
}

/** Seats in each state, and the revenue of a concert. */
export interface Totals {
  held: number;
  sold: number;
  available: number;
  blocked: number;
  /** Payments minus refunds, in won. */
  revenue: number;
}

/** Number of tickets that were used at the door. */
export interface Arrivals {
  arrived: number;
  arrivedLastMinute: number;
}

export interface Overview extends QueuePolicy, Totals, Arrivals {
  waiting: number;
  active: number;
}

/** A seat as staff see it. */
export interface AdminSeat {
  seat: number;
  grade: string;
  price: number;
  kind: SeatKind;
  /** Number of the wheelchair seat of a companion seat, else null. */
  companionOf: number | null;
  /** Place on the plan of the hall; both are null if the place is unknown. */
  row: number | null;
  column: number | null;
  state: 'available' | 'held' | 'sold' | 'blocked';
  /** Owner of a held or sold seat; null for a free or blocked seat. */
  userId: string | null;
  name: string | null;
  email: string | null;
  heldUntil: string | null;
  /** Reservation of a held or sold seat. */
  reservationId: number | null;
  paymentId: number | null;
  /** Price of the payment's seats that are not refunded, in won. */
  paidAmount: number | null;
  /** Price that the owner paid for this seat, in won. */
  paidPrice: number | null;
  /** Ticket of a sold seat. */
  ticketId: number | null;
  /** True for a ticket that staff voided. */
  ticketVoid: boolean;
  blockedReason: string | null;
}
