'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { isOutcomeUnknown } from '../network/is-retryable.ts';
import { afterwards, type Reservation } from './afterwards.ts';
import type { Seat } from './arrange.ts';
import type { Booking } from '../booking.ts';
import { type Asked, isAskedAgain, outcomeOf } from './outcome.ts';
import { seatElementId } from './seat-name.ts';
import type { Look } from './seat-shape.tsx';
import { type Party, singlesAfter, type WayOut, wayOutOf } from './single-seats.ts';

/** Runs one call at a time, so that the latest answer always describes the newest state. */
const inSequence = { scope: { id: 'seats' } };

interface Trouble {
  error: unknown;
  wayOut: WayOut;
  /** Unanswered call, or null. */
  asked: Asked | null;
}
/** Age limit for the repeat of an unanswered call, because the user may change their mind later. */
const resendWithinMs = 30_000;
const finalIf =
  (error: unknown) =>
  (trouble: Trouble): Trouble =>
    trouble.error === error && trouble.asked !== null
      ? { ...trouble, asked: { ...trouble.asked, final: true } }
      : trouble;

const noTrouble: Trouble = { error: null, wayOut: null, asked: null };

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
export function useChoice({
  concertId,
  performanceId,
  seats,
  held,
  mapAt,
  stale,
  orphanRule,
}: Choosing) {
  const utils = api.useUtils();
  const [pending, setPending] = useState<ReadonlyMap<number, 'taking' | 'releasing'>>(new Map());
  const [trouble, setTrouble] = useState(noTrouble);
  const mark = (numbers: number[], as: 'taking' | 'releasing' | null) =>
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
    utils.seating.seats.setData({ performanceId }, (before) =>
      before?.map((seat) => afterwards(seat, answer, performanceId)),
    );
    // Reads the turn again, because a hold can extend the turn.
    void utils.queue.status.invalidate({ concertId });
    await utils.reservation.invalidate();
  };
  const refused = (error: unknown, asked: number[], to: Asked['to']) => {
    const lostAnswer = isOutcomeUnknown(error);
    setTrouble((before) => ({
      error,
      wayOut: wayOutOf(error, to === 'mine' ? asked : null, seats),
      asked: lostAnswer ? { seats: asked, to, mapAt, final: before.asked !== null } : null,
    }));
    if (lostAnswer) setTimeout(() => setTrouble(finalIf(error)), resendWithinMs);
    const { code, seats: named = [] } = refusalOf(error);
    const lost = code === 'SEAT_ORPHAN' || code === 'COMPANION' ? [] : named;
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
    ...inSequence,
    onMutate: (asked) => mark(asked.seats, 'taking'),
    onSuccess: settle,
    onError: (error, asked) => refused(error, asked.seats, 'mine'),
    onSettled: (_answer, _error, asked) => mark(asked.seats, null),
  });
  const release = api.seating.release.useMutation({
    ...inSequence,
    onMutate: (asked) => mark(asked.seats ?? [], 'releasing'),
    onSuccess: settle,
    onError: (error, asked) => refused(error, asked.seats ?? [], 'available'),
    onSettled: (_answer, _error, asked) => mark(asked.seats ?? [], null),
  });

  const best = api.seating.bestAvailable.useMutation({
    ...inSequence,
    onSuccess: async (answer) => {
      focusSeat(answer.seats.at(-1));
      await settle(answer);
    },
    onError: (error, party) => {
      refused(error, [], 'mine');
      if (party.party > 1 && party.together !== false && refusalOf(error).code === 'NO_SEATS')
        setTrouble((before) => ({ ...before, wayOut: { apart: { ...party, together: false } } }));
    },
  });

  const lookOf = ({ seat, state }: Seat): Look => pending.get(seat) ?? state;
  const say = (code: SaidHere, named: number[], taking: number[] | null) => {
    const error = asRefusal(code, named);
    setTrouble({ error, wayOut: wayOutOf(error, taking, seats), asked: null });
  };
  const press = ({ seat, state }: Seat) => {
    if (pending.has(seat)) return;
    setTrouble(noTrouble);
    if (stale) return;
    const singles =
      orphanRule && (state === 'available' || state === 'mine')
        ? singlesAfter(seats, lookOf, seat)
        : [];
    if (singles.length > 0) say('SEAT_ORPHAN', singles, state === 'available' ? [seat] : null);
    else if (state === 'available') hold.mutate({ performanceId, seats: [seat] });
    else if (state !== 'mine')
      say(state === 'blocked' ? 'SEAT_BLOCKED' : 'SEAT_TAKEN', [seat], null);
    else if (held !== null) release.mutate({ reservationId: held.reservationId, seats: [seat] });
    else void utils.reservation.invalidate();
  };
  /** Moves the focus to the last seat, because the pressed button disappears. */
  const take = (taken: number[]) => {
    setTrouble(noTrouble);
    hold.mutate({ performanceId, seats: taken });
    focusSeat(taken.at(-1));
  };
  const takeBest = (party: Party) => {
    setTrouble(noTrouble);
    if (!stale && !best.isPending) best.mutate({ performanceId, ...party });
  };
  const takeWayOut = (wayOut: WayOut) => {
    if (wayOut === null) return;
    if (typeof wayOut === 'object') {
      if ('apart' in wayOut) takeBest(wayOut.apart);
      else take(wayOut.take);
    } else if (held !== null) {
      setTrouble(noTrouble);
      release.mutate({ reservationId: held.reservationId, seats: held.seats });
      focusSeat(held.seats.at(-1));
    }
  };

  const { asked } = trouble;
  const outcome = asked === null ? null : outcomeOf(asked, seats, mapAt);
  const again = outcome === 'undone' && asked !== null && isAskedAgain(asked, seats);
  const askAgain = useEffectEvent(() => {
    if (asked?.to === 'mine') hold.mutate({ performanceId, seats: asked.seats });
    else if (asked !== null && held !== null)
      release.mutate({ reservationId: held.reservationId, seats: asked.seats });
  });
  useEffect(() => {
    if (again) askAgain();
  }, [again]);

  const busy = pending.size > 0 || best.isPending;
  return {
    press,
    take,
    takeBest,
    takeWayOut,
    dismiss: () => setTrouble(noTrouble),
    lookOf,
    busy,
    trouble: outcome === 'done' ? noTrouble : trouble,
    /** Unanswered call that changed no seat, or null. */
    undone: outcome === 'undone' && !again && !busy ? asked : null,
  };
}

export function focusSeat(seat: number | undefined): void {
  if (seat !== undefined) document.getElementById(seatElementId(seat))?.focus();
}

type SaidHere = 'SEAT_TAKEN' | 'SEAT_BLOCKED' | 'SEAT_ORPHAN';

/** Builds a refusal without a call, because the map already shows its cause. */
function asRefusal(code: SaidHere, seats: number[]) {
  return { data: { refusal: { code, seats } } };
}
