'use client';

import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { clock } from '../format.tsx';
import { useTimeLeft } from '../server-clock.tsx';
import { cn } from '../ui/cn.ts';
import { type ClockShown, clockShown } from './clock-shown.ts';
import { MoreTime } from './more-time.tsx';
import type { Turn } from './use-turn.ts';
import { useWhenOver } from './use-when-over.ts';

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

/** Announces the time left to screen readers only at 180, 60 and 30 s. */
function SpokenTime({
  left,
  say,
}: {
  left: number | null;
  say: (seconds: '180' | '60' | '30') => string;
}) {
  return (
    <p role="status" className="sr-only">
      {left === null || left === 0 || left > 180
        ? ''
        : say(left <= 30 ? '30' : left <= 60 ? '60' : '180')}
    </p>
  );
}

const warnSeconds = 60;

/**
 * Returns the only clock of a page, for the turn or the hold. `onHoldOver` runs at the end of the
 * hold, and repeats until the server reports the end. `isSoon` is true in the last minute.
 */
function useClock(
  turn: Turn,
  held: Booking | null,
  onHoldOver: () => void,
): ClockShown & { isSoon: boolean } {
  const turnLeft = useTimeLeft(turn.status.expiresAt);
  const holdLeft = useTimeLeft(held?.expiresAt ?? null);
  useWhenOver(turnLeft === 0, turn.ask);
  useWhenOver(holdLeft === 0, onHoldOver);
  const shown = clockShown(held !== null, turnLeft, holdLeft);
  return { ...shown, isSoon: shown.left !== null && shown.left <= warnSeconds };
}
