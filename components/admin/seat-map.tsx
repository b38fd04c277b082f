'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef } from 'react';
import { cn } from '../ui/cn.ts';
import { seatLooks, SeatSign } from './seat-sign.tsx';
import { type AdminSeat, useSeatSentence } from './seat-words.ts';

const columns = 10;
const steps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -columns,
  ArrowDown: columns,
};

interface SeatMapProps {
  seats: AdminSeat[];
  /** Number of the selected seat. */
  chosen: number;
  onChoose: (seat: number) => void;
}

/**
 * Makes all seats one tab stop, so that Tab leaves the map at once. Arrow keys move between seats.
 * Home and End select the first and last seat.
 */
export function SeatMap({ seats, chosen, onChoose }: SeatMapProps) {
  const t = useTranslations('admin');
  const sentence = useSeatSentence();
  const hall = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent, at: number) => {
    const step = steps[event.key];
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? seats.length - 1
          : step === undefined
            ? at
            : at + step;
    const seat = seats[to]?.seat;
    if (to === at || seat === undefined) return;
    event.preventDefault();
    onChoose(seat);
    hall.current?.querySelector<HTMLElement>(`[data-seat="${seat}"]`)?.focus();
  };
  return (
    <div className="flex flex-col gap-2">
      <p className="rounded-lg bg-raised py-1 text-center text-sm text-muted">{t('stage')}</p>
      <div
        ref={hall}
        role="group"
        aria-label={t('mapLabel')}
        className="grid grid-cols-10 gap-1 sm:gap-1.5"
      >
        {seats.map((seat, at) => (
          <button
            key={seat.seat}
            type="button"
            data-seat={seat.seat}
            tabIndex={seat.seat === chosen ? 0 : -1}
            aria-pressed={seat.seat === chosen}
            onClick={() => onChoose(seat.seat)}
            onKeyDown={(event) => move(event, at)}
            className={cn(
              'relative flex min-h-11 flex-col items-center justify-center rounded-md border-2 text-xs font-semibold tabular-nums aria-pressed:ring-2 aria-pressed:ring-accent',
              seatLooks[seat.state],
            )}
          >
            <span aria-hidden>{seat.seat}</span>
            <span className="sr-only">{sentence(seat)}</span>
            <SeatSign state={seat.state} />
          </button>
        ))}
      </div>
    </div>
  );
}
