'use client';

import { Hourglass, WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { clock } from '../format.tsx';
import type { Booking } from '../booking.ts';
import { cn } from '../ui/cn.ts';
import { MoreTime } from './more-time.tsx';
import { SpokenTime } from './spoken-time.tsx';
import { useClock } from './use-clock.ts';
import type { Turn } from './use-turn.ts';

interface TurnBarProps {
  turn: Turn;
  /** User's live hold for any performance of this concert, or null. */
  held: Booking | null;
  /** Runs at the end of the hold. Repeats until the server reports the end. */
  onHoldOver: () => void;
}

/** Shows the only clock of the page, for the turn or the hold. */
export function TurnBar({ turn, held, onHoldOver }: TurnBarProps) {
  const t = useTranslations('seating');
  const { limits, left, isSoon: soon } = useClock(turn, held, onHoldOver);
  const { unreachable } = turn;
  return (
    <aside
      aria-label={t('clock.label')}
      className={cn(
        'top-0 z-20 border-b border-line tall:sticky',
        soon ? 'bg-danger-soft' : 'bg-surface',
      )}
    >
      <div className="mx-auto flex min-h-11 max-w-5xl flex-wrap items-center gap-x-4 px-4 py-1.5 text-sm sm:px-6">
        <p
          role="status"
          className={cn('flex items-center gap-1.5 text-warning', !unreachable && 'sr-only')}
        >
          {unreachable && (
            <>
              <WifiOff aria-hidden className="size-4 shrink-0" />
              {t('turn.unreachable')}
            </>
          )}
        </p>
        <div className="ml-auto flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
          <div
            className={cn(
              'flex items-center gap-1.5 font-semibold tabular-nums',
              soon && 'text-danger',
            )}
          >
            <Hourglass aria-hidden className="size-4 shrink-0" />
            <span role="timer">
              {soon
                ? t('clock.soon', { seconds: left ?? 0 })
                : t(`clock.${limits}`, { time: left === null ? '–:––' : clock(left) })}
            </span>
          </div>
          <SpokenTime left={left} say={(seconds) => t('clock.spoken', { limits, seconds })} />
          {held !== null && <MoreTime key={held.reservationId} booking={held} offered={soon} />}
        </div>
      </div>
    </aside>
  );
}
