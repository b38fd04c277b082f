'use client';

import { useState } from 'react';
import type { Outputs } from '../api.ts';
import type { Booking } from '../booking.ts';
import { useTurnRefusal } from '../turn/use-turn.ts';
import type { Seat } from './arrange.ts';
import type { Party } from './single-seats.ts';
import { useChoice } from './use-choice.ts';
import { useSeats } from './use-seats.ts';

/** A choice that waits for a confirmation, because it releases seats of another performance. */
export type Asked = { seat: Seat } | { party: Party };

interface PickerInput {
  concertId: number;
  performanceId: number;
  orphanRule: boolean;
  seats: Outputs['seating']['seats'];
  held: Booking | null;
}

/** Combines the seats, the user's choice and the questions that the page asks. */
export function usePicker({ concertId, performanceId, orphanRule, ...rendered }: PickerInput) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [pressedStale, setPressedStale] = useState(false);
  const shown = useSeats(concertId, performanceId, rendered);
  const { seats, held, stale, mapAt, expired, forget, error } = shown;
  const choice = useChoice({ concertId, performanceId, seats, held, mapAt, stale, orphanRule });
  useTurnRefusal(concertId, choice.trouble.error ?? error);
  if (pressedStale && !stale) setPressedStale(false);

  const elsewhere = held !== null && held.performanceId !== performanceId;
  const act = (next: Asked) =>
    'seat' in next ? choice.press(next.seat) : choice.takeBest(next.party);
  const begin = (next: Asked, isMove: boolean) => {
    forget();
    setPressedStale(stale);
    if (elsewhere && isMove && !stale) setAsked(next);
    else act(next);
  };
  const lost = expired?.performanceId === performanceId ? expired.seats : [];
  const isLost = ({ seat, state }: Seat) => lost.includes(seat) && state === 'available';
  const canTakeAgain = lost.length > 0 && !stale && seats.filter(isLost).length === lost.length;
  return {
    ...shown,
    choice,
    elsewhere,
    asked,
    press: (seat: Seat) => {
      answerTouch();
      begin({ seat }, seat.state === 'available');
    },
    takeBest: (party: Party) => begin({ party }, true),
    /** Answers the question about the choice that waits. */
    answer: (isYes: boolean) => {
      setAsked(null);
      if (isYes && asked !== null) act(asked);
    },
    /** Takes the seats of the expired hold again; undefined if that is not possible. */
    takeAgain: canTakeAgain
      ? () => {
          forget();
          choice.take(lost);
        }
      : undefined,
    /** True if the user pressed a seat on an outdated map. */
    isRefused: pressedStale && stale,
    /** States that the page cannot answer a press now. */
    refuse: () => setPressedStale(true),
  };
}

const touchMs = 10;

/** A short vibration answers the press, where the device has it and the user wants motion. */
function answerTouch(): void {
  if ('vibrate' in navigator && !matchMedia('(prefers-reduced-motion: reduce)').matches)
    navigator.vibrate(touchMs);
}
