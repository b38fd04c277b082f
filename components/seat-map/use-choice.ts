'use client';

import type { Seat } from './arrange.ts';
import type { Booking } from '../booking.ts';
import { focusSeat } from './focus-seat.ts';
import type { Look } from './seat-shape.tsx';
import { type Party, singlesAfter, type WayOut } from './single-seats.ts';
import { useSeatCalls } from './use-seat-calls.ts';
import { useShownSeats } from './use-shown-seats.ts';
import { noTrouble, useTrouble } from './use-trouble.ts';
import { useUnanswered } from './use-unanswered.ts';

interface Choosing {
  concertId: number;
  performanceId: number;
  seats: Seat[];
  held: Booking | null;
  /** Unix time of the latest map, in ms. */
  mapAt: number;
  /** True if the map may be outdated, so that the user cannot choose a seat. */
  stale: boolean;
  orphanRule: boolean;
}

/**
 * A press holds a free seat, or releases a seat of the user's hold. A pressed seat changes at once.
 * A different answer from the server corrects the seat.
 */
export function useChoice(choosing: Choosing) {
  const { concertId, performanceId, seats, held, mapAt, stale, orphanRule } = choosing;
  const shown = useShownSeats(concertId, performanceId);
  const { trouble, clear, say, ...calling } = useTrouble(seats, mapAt);
  const calls = useSeatCalls(performanceId, shown, calling);
  const { pending, isChoosing } = calls;
  const release = (released: number[]) => {
    if (held !== null) calls.release(held.reservationId, released);
  };

  const lookOf = ({ seat, state }: Seat): Look => pending.get(seat) ?? state;
  const press = (pressed: Seat) => {
    const { seat, state } = pressed;
    if (pending.has(seat)) return;
    clear();
    if (stale) return;
    const refusal = foreseenRefusal(pressed, orphanRule ? singlesAfter(seats, lookOf, seat) : []);
    if (refusal !== null) say(...refusal);
    else if (state === 'available') calls.hold([seat]);
    else if (held !== null) release([seat]);
    else shown.readHold();
  };
  /** Moves the focus to the last seat, because the pressed button disappears. */
  const take = (taken: number[]) => {
    clear();
    calls.hold(taken);
    focusSeat(taken.at(-1));
  };
  const takeBest = (party: Party) => {
    clear();
    if (!stale && !isChoosing) calls.best(party);
  };
  const takeWayOut = (wayOut: WayOut) => {
    if (wayOut === null) return;
    if (typeof wayOut === 'object') {
      if ('apart' in wayOut) takeBest(wayOut.apart);
      else take(wayOut.take);
    } else if (held !== null) {
      clear();
      release(held.seats);
      focusSeat(held.seats.at(-1));
    }
  };

  const { asked } = trouble;
  const { outcome, again } = useUnanswered(asked, { seats, mapAt }, ({ to, seats: same }) => {
    if (to === 'mine') calls.hold(same);
    else release(same);
  });
  const busy = pending.size > 0 || isChoosing;
  return {
    press,
    take,
    takeBest,
    takeWayOut,
    dismiss: clear,
    lookOf,
    busy,
    trouble: outcome === 'done' ? noTrouble : trouble,
    /** Unanswered call that changed no seat, or null. */
    undone: outcome === 'undone' && !again && !busy ? asked : null,
  };
}

/** Returns the refusal of a press that the map already explains, or null. */
function foreseenRefusal(
  { seat, state }: Seat,
  singles: number[],
): Parameters<ReturnType<typeof useTrouble>['say']> | null {
  if (state === 'blocked') return ['SEAT_BLOCKED', [seat], null];
  if (state !== 'available' && state !== 'mine') return ['SEAT_TAKEN', [seat], null];
  if (singles.length === 0) return null;
  return ['SEAT_ORPHAN', singles, state === 'available' ? [seat] : null];
}
