'use client';

import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { clock } from '../format.tsx';
import { cn } from '../ui/cn.ts';
import { MoreTime } from './more-time.tsx';
import { SpokenTime } from './spoken-time.tsx';
import { useClock } from './use-clock.ts';
import type { Turn } from './use-turn.ts';

interface ClockPillProps {
  turn: Turn;
  /** User's live hold for any performance of this concert, or null. */
  held: Booking | null;
  /** Runs at the end of the hold. Repeats until the server reports the end. */
  onHoldOver: () => void;
}

/** Shows the only clock of a sale page. Grows in the last minute, and offers more time. */
export function ClockPill({ turn, held, onHoldOver }: ClockPillProps) {
  const t = useTranslations('seating.clock');
  const { limits, left, isSoon } = useClock(turn, held, onHoldOver);
  return (
    <div
      role="group"
      aria-label={t('label')}
      className={cn(
        'flex min-h-9 shrink-0 items-center rounded-full border border-transparent text-sm font-bold tabular-nums',
        isSoon ? 'bg-danger text-surface' : 'bg-accent-soft text-accent',
      )}
    >
      <span role="timer" className="px-3 py-1.5 whitespace-nowrap">
        {isSoon
          ? t('soon', { seconds: left ?? 0 })
          : t(limits, { time: left === null ? '–:––' : clock(left) })}
      </span>
      <SpokenTime left={left} say={(seconds) => t('spoken', { limits, seconds })} />
      {held !== null && (
        <MoreTime
          key={held.reservationId}
          booking={held}
          offered={isSoon}
          className="rounded-full border-0 bg-surface/15 text-inherit hover:bg-surface/25 aria-disabled:text-inherit"
        />
      )}
    </div>
  );
}
