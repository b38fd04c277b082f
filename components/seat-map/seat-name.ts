'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';

/** A seat in words: its number, grade, price and state. */
export function useSeatName(): (seat: Seat, look: Look) => string {
  const t = useTranslations('seating');
  const { won } = useFormats();
  return ({ seat, grade, price }, look) =>
    t('seat', { seat, grade, price: won(price), state: t(`state.${look}`) });
}

/** What every way of showing seats is given. */
export interface SeatsShown {
  seats: Seat[];
  lookOf: (seat: Seat) => Look;
  onPress: (seat: Seat) => void;
  /** They may have changed since: nothing can be chosen. */
  stale: boolean;
}

/** The element of a seat: only one way of showing the seats is on the page at a time. */
export const seatElementId = (seat: number) => `seat-${seat}`;

/** Brings a seat that the keyboard has reached into the middle, clear of the bars at the edges. */
export function showReached(element: Element): void {
  if (element.matches(':focus-visible'))
    element.scrollIntoView({ block: 'center', inline: 'center' });
}
