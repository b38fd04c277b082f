'use client';

import { useState } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { afterwards, type Reservation } from './afterwards.ts';
import type { Seat } from './arrange.ts';
import type { Booking } from './held.ts';
import { seatElementId } from './seat-name.ts';
import type { Look } from './seat-shape.tsx';
import { singlesAfter, type WayOut, wayOutOf } from './single-seats.ts';

/** One after the other: each answer then is newer than the one before. */
const inOrder = { scope: { id: 'seats' }, networkMode: 'always' } as const;

interface Trouble {
  error: unknown;
  wayOut: WayOut;
}
const noTrouble: Trouble = { error: null, wayOut: null };

interface Choosing {
  concertId: number;
  performanceId: number;
  seats: Seat[];
  held: Booking | null;
  /** Whether the concert has the orphan-seat rule. */
  orphanRule: boolean;
}

/**
 * Choosing a seat is holding it, letting go is releasing it. What was pressed looks so at once; the server decides, and every
 * other look comes from it.
 */
export function useChoice({ concertId, performanceId, seats, held, orphanRule }: Choosing) {
  const utils = api.useUtils();
  const [pending, setPending] = useState<ReadonlyMap<number, 'taking' | 'giving'>>(new Map());
  const [trouble, setTrouble] = useState(noTrouble);
  const mark = (numbers: number[], as: 'taking' | 'giving' | null) =>
    setPending((before) => {
      const after = new Map(before);
      for (const seat of numbers) {
        if (as === null) after.delete(seat);
        else after.set(seat, as);
      }
      return after;
    });
  const settle = async (answer: Reservation) => {
    await utils.seating.seats.cancel({ performanceId });
    utils.seating.seats.setData({ performanceId }, (before) => before?.map((seat) => afterwards(seat, answer, performanceId)));
    void utils.queue.status.invalidate({ concertId }); // the turn lasts at least as long as the hold
    await utils.reservation.invalidate();
  };
  const refused = (error: unknown, taking: number[] | null) => {
    setTrouble({ error, wayOut: wayOutOf(error, taking) });
    const { code, seats: named = [] } = refusalOf(error);
    const lost = code === 'SEAT_ORPHAN' ? [] : named;
    const state = code === 'SEAT_BLOCKED' ? 'blocked' : 'held';
    utils.seating.seats.setData({ performanceId }, (before) =>
      before?.map((seat) => (lost.includes(seat.seat) ? { ...seat, state } : seat)),
    );
    if (lost[0] !== undefined) document.getElementById(seatElementId(lost[0]))?.focus();
    void utils.seating.seats.invalidate({ performanceId });
    void utils.reservation.invalidate();
  };
  const hold = api.seating.hold.useMutation({
    ...inOrder,
    onMutate: (asked) => mark(asked.seats, 'taking'),
    onSuccess: settle,
    onError: (error, asked) => refused(error, asked.seats),
    onSettled: (_answer, _error, asked) => mark(asked.seats, null),
  });
  const release = api.seating.release.useMutation({
    ...inOrder,
    onMutate: (asked) => mark(asked.seats ?? [], 'giving'),
    onSuccess: settle,
    onError: (error) => refused(error, null),
    onSettled: (_answer, _error, asked) => mark(asked.seats ?? [], null),
  });

  const lookOf = ({ seat, state }: Seat): Look => pending.get(seat) ?? state;
  const say = (code: SaidHere, named: number[], taking: number[] | null) => {
    const error = asRefusal(code, named);
    setTrouble({ error, wayOut: wayOutOf(error, taking) });
  };
  const press = ({ seat, state }: Seat) => {
    if (pending.has(seat)) return;
    setTrouble(noTrouble);
    const singles = orphanRule && (state === 'available' || state === 'mine') ? singlesAfter(seats, lookOf, seat) : [];
    if (singles.length > 0) say('SEAT_ORPHAN', singles, state === 'available' ? [seat] : null);
    else if (state === 'available') hold.mutate({ performanceId, seats: [seat] });
    else if (state !== 'mine') say(state === 'blocked' ? 'SEAT_BLOCKED' : 'SEAT_TAKEN', [seat], null);
    else if (held !== null) release.mutate({ reservationId: held.reservationId, seats: [seat] });
    else void utils.reservation.invalidate();
  };
  const goOut = (wayOut: WayOut) => {
    setTrouble(noTrouble);
    if (wayOut === 'giveAll' && held !== null) release.mutate({ reservationId: held.reservationId, seats: held.seats });
    else if (wayOut !== null && wayOut !== 'giveAll') hold.mutate({ performanceId, seats: wayOut.take });
  };
  return { press, goOut, lookOf, busy: pending.size > 0, trouble };
}

type SaidHere = 'SEAT_TAKEN' | 'SEAT_BLOCKED' | 'SEAT_ORPHAN';

/** What the server would answer: said without asking it, as everybody can see it. */
function asRefusal(code: SaidHere, seats: number[]) {
  return { data: { refusal: { code, seats } } };
}
