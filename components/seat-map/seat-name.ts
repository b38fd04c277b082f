'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';

export function useSeatName(): (seat: Seat, look: Look) => string {
  const t = useTranslations('seating');
  const { won } = useFormats();
  return ({ seat, grade, price }, look) =>
    t('seat', { seat, grade, price: won(price), state: t(`state.${look}`) });
}

export interface SeatsShown {
  seats: Seat[];
  lookOf: (seat: Seat) => Look;
  onPress: (seat: Seat) => void;
  /** True if the shown seats may be outdated, so that the user cannot choose a seat. */
  stale: boolean;
}

/** The element id is unique, because the page shows either the map or the list. */
export const seatElementId = (seat: number) => `seat-${seat}`;

/** Scrolls a keyboard-focused seat to the centre, so that no sticky bar covers the seat. */
export function showReached(element: Element): void {
  if (element.matches(':focus-visible'))
    element.scrollIntoView({ block: 'center', inline: 'center' });
}
