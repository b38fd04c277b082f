'use client';

import { useState } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { afterwards, type Reservation } from './afterwards.ts';
import type { Seat } from './arrange.ts';
import type { Booking } from './held.ts';
import { seatElementId } from './seat-name.ts';
import type { Look } from './seat-shape.tsx';

/** One after the other: each answer then is newer than the one before. */
const inOrder = { scope: { id: 'seats' }, networkMode: 'always' } as const;

/**
 * Choosing a seat is holding it, letting go is releasing it. What was pressed looks so at once; the server decides, and every
 * other look comes from it.
 */
export function useChoice(concertId: number, performanceId: number, held: Booking | null) {
  const utils = api.useUtils();
  const [pending, setPending] = useState<ReadonlyMap<number, 'taking' | 'giving'>>(new Map());
  const [trouble, setTrouble] = useState<unknown>(null);
  const mark = (seats: number[], as: 'taking' | 'giving' | null) =>
    setPending((before) => {
      const after = new Map(before);
      for (const seat of seats) {
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
  const refused = (error: unknown) => {
    setTrouble(error);
    const { code, seats: lost = [] } = refusalOf(error);
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
    onMutate: ({ seats }) => mark(seats, 'taking'),
    onSuccess: settle,
    onError: refused,
    onSettled: (_answer, _error, { seats }) => mark(seats, null),
  });
  const release = api.seating.release.useMutation({
    ...inOrder,
    onMutate: ({ seats = [] }) => mark(seats, 'giving'),
    onSuccess: settle,
    onError: refused,
    onSettled: (_answer, _error, { seats = [] }) => mark(seats, null),
  });

  const lookOf = ({ seat, state }: Seat): Look => pending.get(seat) ?? state;
  const press = ({ seat, state }: Seat) => {
    if (pending.has(seat)) return;
    setTrouble(null);
    if (state === 'available') hold.mutate({ performanceId, seats: [seat] });
    else if (state !== 'mine') setTrouble(asRefusal(state === 'blocked' ? 'SEAT_BLOCKED' : 'SEAT_TAKEN', seat));
    else if (held !== null) release.mutate({ reservationId: held.reservationId, seats: [seat] });
    else void utils.reservation.invalidate();
  };
  return { press, lookOf, busy: pending.size > 0, trouble };
}

/** What the server would answer: said without asking it, as everybody can see it. */
function asRefusal(code: 'SEAT_TAKEN' | 'SEAT_BLOCKED', seat: number) {
  return { data: { refusal: { code, seats: [seat] } } };
}
