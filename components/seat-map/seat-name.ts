'use client';

import { useTranslations } from 'next-intl';
import type { PricedGrade } from '#server/seating/rows.schema.ts';
import { useFormats } from '../format.tsx';
import type { Seat } from './arrange.ts';
import type { Look } from './seat-shape.tsx';

export function useSeatName(): (seat: Seat, look: Look) => string {
  const t = useTranslations('seating');
  const { won } = useFormats();
  const kindName = useKindName();
  return (seat, look) => {
    const { seat: number, grade, price } = seat;
    const words = { seat: number, grade, price: won(price), state: t(`state.${look}`) };
    const kind = kindName(seat);
    return kind === null ? t('seat', words) : t('seatOfKind', { ...words, kind });
  };
}

/** Names the kind of a seat; null for a standard seat. */
export function useKindName(): (seat: Pick<Seat, 'kind' | 'companionOf'>) => string | null {
  const t = useTranslations('seating.kind');
  return ({ kind, companionOf }) => {
    if (kind === 'STANDARD') return null;
    return kind === 'COMPANION' && companionOf !== null
      ? t('companionOf', { seat: companionOf })
      : t(kind);
  };
}

/** Names the grades of a block with their prices. */
export function useBlockName(): (grades: PricedGrade[]) => string {
  const t = useTranslations('seating.map');
  const { won } = useFormats();
  return (grades) =>
    grades.map(({ grade, price }) => t('block', { grade, price: won(price) })).join(' / ');
}

/** Names a row of a block by its grades, its number from 1, and the prices. */
export function useRowName(): (grades: PricedGrade[], nth: number) => string {
  const t = useTranslations('seating.map');
  const { won } = useFormats();
  return (grades, nth) =>
    t('row', {
      grade: grades.map(({ grade }) => grade).join('·'),
      nth,
      price: grades.map(({ price }) => won(price)).join('·'),
    });
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
