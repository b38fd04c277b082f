'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { unanswered } from '../turn/unanswered.ts';
import { afterwards, type Reservation } from './afterwards.ts';
import type { Seat } from './arrange.ts';
import type { Booking } from './held.ts';
import { type Asked, isAskedAgain, outcomeOf } from './outcome.ts';
import { seatElementId } from './seat-name.ts';
import type { Look } from './seat-shape.tsx';
import { singlesAfter, type WayOut, wayOutOf } from './single-seats.ts';

/** One after the other: each answer then is newer than the one before. */
const inOrder = { scope: { id: 'seats' } };

interface Trouble {
  error: unknown;
  wayOut: WayOut;
  /** The call, if its answer was lost. */
  asked: Asked | null;
}
/** Covers a short outage; later, the person may have changed their mind. */
const againMostMs = 30_000;
const finalIf =
  (error: unknown) =>
  (trouble: Trouble): Trouble =>
    trouble.error === error && trouble.asked !== null ? { ...trouble, asked: { ...trouble.asked, final: true } } : trouble;

const noTrouble: Trouble = { error: null, wayOut: null, asked: null };

interface Choosing {
  concertId: number;
  performanceId: number;
  seats: Seat[];
  held: Booking | null;
  /** Tells one map from the next. */
  mapAt: number;
  /** The map is out of date: it may be wrong, and no seat can be chosen. */
  stale: boolean;
  /** Whether the concert has the orphan-seat rule. */
  orphanRule: boolean;
}

/**
 * Choosing a seat is holding it, letting go is releasing it. What was pressed looks so at once; the server decides, and every
 * other look comes from it.
 */
export function useChoice({ concertId, performanceId, seats, held, mapAt, stale, orphanRule }: Choosing) {
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
    setTrouble((before) => (before.asked === null ? before : noTrouble));
    await utils.seating.seats.cancel({ performanceId });
    utils.seating.seats.setData({ performanceId }, (before) => before?.map((seat) => afterwards(seat, answer, performanceId)));
    void utils.queue.status.invalidate({ concertId }); // the turn lasts at least as long as the hold
    await utils.reservation.invalidate();
  };
  const refused = (error: unknown, asked: number[], to: Asked['to']) => {
    const lostAnswer = unanswered(error);
    setTrouble((before) => ({
      error,
      wayOut: wayOutOf(error, to === 'mine' ? asked : null),
      asked: lostAnswer ? { seats: asked, to, mapAt, final: before.asked !== null } : null,
    }));
    if (lostAnswer) setTimeout(() => setTrouble(finalIf(error)), againMostMs);
    const { code, seats: named = [] } = refusalOf(error);
    const lost = code === 'SEAT_ORPHAN' ? [] : named;
    const state = code === 'SEAT_BLOCKED' ? 'blocked' : 'held';
    if (lost[0] !== undefined) {
      utils.seating.seats.setData({ performanceId }, (before) =>
        before?.map((seat) => (lost.includes(seat.seat) ? { ...seat, state } : seat)),
      );
      focusSeat(lost[0]);
    }
    void utils.seating.seats.invalidate({ performanceId });
    void utils.reservation.invalidate();
  };
  const hold = api.seating.hold.useMutation({
    ...inOrder,
    onMutate: (asked) => mark(asked.seats, 'taking'),
    onSuccess: settle,
    onError: (error, asked) => refused(error, asked.seats, 'mine'),
    onSettled: (_answer, _error, asked) => mark(asked.seats, null),
  });
  const release = api.seating.release.useMutation({
    ...inOrder,
    onMutate: (asked) => mark(asked.seats ?? [], 'giving'),
    onSuccess: settle,
    onError: (error, asked) => refused(error, asked.seats ?? [], 'available'),
    onSettled: (_answer, _error, asked) => mark(asked.seats ?? [], null),
  });

  const lookOf = ({ seat, state }: Seat): Look => pending.get(seat) ?? state;
  const say = (code: SaidHere, named: number[], taking: number[] | null) => {
    const error = asRefusal(code, named);
    setTrouble({ error, wayOut: wayOutOf(error, taking), asked: null });
  };
  const press = ({ seat, state }: Seat) => {
    if (pending.has(seat)) return;
    setTrouble(noTrouble);
    if (stale) return;
    const singles = orphanRule && (state === 'available' || state === 'mine') ? singlesAfter(seats, lookOf, seat) : [];
    if (singles.length > 0) say('SEAT_ORPHAN', singles, state === 'available' ? [seat] : null);
    else if (state === 'available') hold.mutate({ performanceId, seats: [seat] });
    else if (state !== 'mine') say(state === 'blocked' ? 'SEAT_BLOCKED' : 'SEAT_TAKEN', [seat], null);
    else if (held !== null) release.mutate({ reservationId: held.reservationId, seats: [seat] });
    else void utils.reservation.invalidate();
  };
  /** The button that was pressed goes, and the focus goes to the seats that it was about. */
  const take = (taken: number[]) => {
    setTrouble(noTrouble);
    hold.mutate({ performanceId, seats: taken });
    focusSeat(taken.at(-1));
  };
  const goOut = (wayOut: WayOut) => {
    if (wayOut === 'giveAll' && held !== null) {
      setTrouble(noTrouble);
      release.mutate({ reservationId: held.reservationId, seats: held.seats });
      focusSeat(held.seats.at(-1));
    } else if (wayOut !== null && wayOut !== 'giveAll') take(wayOut.take);
  };

  const { asked } = trouble;
  const outcome = asked === null ? null : outcomeOf(asked, seats, mapAt);
  const again = outcome === 'undone' && asked !== null && isAskedAgain(asked, seats);
  const askAgain = useEffectEvent(() => {
    if (asked?.to === 'mine') hold.mutate({ performanceId, seats: asked.seats });
    else if (asked !== null && held !== null) release.mutate({ reservationId: held.reservationId, seats: asked.seats });
  });
  useEffect(() => {
    if (again) askAgain();
  }, [again]);

  const busy = pending.size > 0;
  return {
    press,
    take,
    goOut,
    lookOf,
    busy,
    trouble: outcome === 'done' ? noTrouble : trouble,
    /** The call that was not done, once that is certain. */
    undone: outcome === 'undone' && !again && !busy ? asked : null,
  };
}

function focusSeat(seat: number | undefined): void {
  if (seat !== undefined) document.getElementById(seatElementId(seat))?.focus();
}

type SaidHere = 'SEAT_TAKEN' | 'SEAT_BLOCKED' | 'SEAT_ORPHAN';

/** What the server would answer: said without asking it, as everybody can see it. */
function asRefusal(code: SaidHere, seats: number[]) {
  return { data: { refusal: { code, seats } } };
}
