import { positionsOf } from '#server/seating/rows.schema.ts';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';
import { singlesAfter } from './single-seats.ts';

export interface Instead {
  seat: number;
  /** True if no seat is between this seat and the lost one. */
  isBeside: boolean;
}

/**
 * Returns the nearest free seat in the row of a lost seat, of its grade and kind, or null. With the
 * orphan rule, the seat leaves no orphan seat.
 */
export function insteadOf(
  seats: Seat[],
  lookOf: (seat: Seat) => Look,
  lost: number,
  orphanRule: boolean,
): Instead | null {
  const positions = positionsOf(seats);
  const from = positions.find(({ seat }) => seat.seat === lost);
  if (from === undefined) return null;
  const [nearest] = positions
    .filter(
      ({ seat, row }) =>
        row === from.row &&
        seat.grade === from.seat.grade &&
        seat.kind === from.seat.kind &&
        lookOf(seat) === 'available' &&
        (!orphanRule || singlesAfter(seats, lookOf, seat.seat).length === 0),
    )
    .map(({ seat, column }) => ({ seat: seat.seat, away: Math.abs(column - from.column) }))
    .sort((a, b) => a.away - b.away || a.seat - b.seat);
  return nearest === undefined ? null : { seat: nearest.seat, isBeside: nearest.away === 1 };
}
