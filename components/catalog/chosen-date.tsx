'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';
import type { Concert } from './concert.ts';

type Level = Concert['dates'][number]['seats'];

/** Date of a concert, as the concert page shows it. */
export interface ShownDate {
  performanceId: number;
  startsAt: string;
  seats: Level;
  isPast: boolean;
  /** Index of the date's plan and prices; dates with the same ones share one. */
  plan: number;
}

interface Choice {
  dates: ShownDate[];
  /** The date that the user books; null if no date can be booked. */
  chosen: ShownDate | null;
  /** The date whose prices, fees and plan the page shows; null without dates. */
  shown: ShownDate | null;
  choose: (performanceId: number) => void;
}

const ChoiceContext = createContext<Choice>({
  dates: [],
  chosen: null,
  shown: null,
  choose: () => undefined,
});

export const useChosenDate = () => useContext(ChoiceContext);

export const canChoose = ({ isPast, seats }: Pick<ShownDate, 'isPast' | 'seats'>): boolean =>
  !isPast && seats !== 'NONE';

interface ChosenDateProps {
  dates: ShownDate[];
  /** Date of a link to this page; any other number means none. */
  linked: number;
  children: ReactNode;
}

/**
 * Remembers the chosen date in the page's address, so that a reload keeps the date. At first, the
 * date of the link or the next date with free seats is chosen.
 */
export function ChosenDate({ dates, linked, children }: ChosenDateProps) {
  const [chosenId, setChosenId] = useState(linked);
  const free = dates.filter(canChoose);
  const chosen = free.find(({ performanceId }) => performanceId === chosenId) ?? free[0] ?? null;
  const shown = chosen ?? dates.find(({ isPast }) => !isPast) ?? dates.at(-1) ?? null;
  const choose = (performanceId: number) => {
    setChosenId(performanceId);
    window.history.replaceState(null, '', `?date=${String(performanceId)}`);
  };
  return <ChoiceContext value={{ dates, chosen, shown, choose }}>{children}</ChoiceContext>;
}
