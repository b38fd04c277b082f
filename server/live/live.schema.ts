import { z } from 'zod';
import type { AdminSeat, Overview } from '../admin/admin.schema.ts';
import { id } from '../schema/ids.schema.ts';

/** A performance adds its seats to the messages. */
export const liveInput = z.strictObject({ concertId: id, performanceId: id.exactOptional() });
export type LiveInput = z.output<typeof liveInput>;

export const liveEventKinds = [
  'JOINED',
  'HELD',
  'PAID',
  'RELEASED',
  'EXPIRED',
  'CANCELLED',
  'REFUNDED',
  'CONTROL',
] as const;

/** Something that happened at a concert. An event with a known id replaces the earlier one. */
export interface LiveEvent {
  eventId: string;
  kind: (typeof liveEventKinds)[number];
  /** Person concerned; the person who acts, for CONTROL without such a person. */
  userId: string | null;
  /** Null for staff who may not see names, and without a person. */
  name: string | null;
  performanceId: number | null;
  reservationId: number | null;
  paymentId: number | null;
  seats: number[];
  /** Won: price of a hold, amount of a payment or refund. */
  amount: number | null;
  /** JOINED: number of users who joined since the last such event. */
  people: number | null;
  /** CONTROL: the audit entry. */
  action: string | null;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Message of the stream admin.live. `at` is the time of the read, or of the event. */
export type LiveMessage =
  | { type: 'overview'; at: string; data: Overview }
  /** The first message has all seats of the performance; later ones have the changed seats. */
  | { type: 'seats'; at: string; data: { performanceId: number; seats: AdminSeat[] } }
  | { type: 'event'; at: string; data: LiveEvent };
