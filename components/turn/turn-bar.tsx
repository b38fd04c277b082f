'use client';

import { Hourglass, WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent } from 'react';
import { clock } from '../format.tsx';
import { useCountdown } from '../server-clock.tsx';
import { cn } from '../ui/cn.ts';
import { SpokenTime } from './spoken-time.tsx';
import type { Turn } from './use-turn.ts';

const warnSeconds = 60;

/** How long the turn lasts still, above whatever it is used for. */
export function TurnBar({ turn }: { turn: Turn }) {
  const t = useTranslations('seating.turn');
  const { expiresAt } = turn.status;
  return (
    <aside aria-label={t('label')} className="top-0 z-20 tall:sticky border-b border-line bg-surface">
      <div className="mx-auto flex min-h-11 max-w-5xl flex-wrap items-center gap-x-4 px-4 py-1.5 text-sm sm:px-6">
        {expiresAt !== null && <TimeLeft expiresAt={expiresAt} onOver={turn.ask} />}
        <p role="status" className={cn('flex items-center gap-1.5 text-warning', !turn.unreachable && 'sr-only')}>
          {turn.unreachable && (
            <>
              <WifiOff aria-hidden className="size-4 shrink-0" />
              {t('unreachable')}
            </>
          )}
        </p>
      </div>
    </aside>
  );
}

function TimeLeft({ expiresAt, onOver }: { expiresAt: string; onOver: () => void }) {
  const t = useTranslations('seating.turn');
  const left = useCountdown(expiresAt);
  const over = left === 0;
  const told = useEffectEvent(onOver);
  useEffect(() => {
    if (!over) return;
    told();
    const timer = setInterval(() => told(), 1_500);
    return () => clearInterval(timer);
  }, [over]);
  const soon = left !== null && left <= warnSeconds;
  return (
    <div className={cn('flex items-center gap-1.5 font-semibold', soon && 'text-danger')}>
      <Hourglass aria-hidden className="size-4 shrink-0" />
      <span role="timer">{t('left', { time: left === null ? '–:––' : clock(left) })}</span>
      <SpokenTime left={left} say={(seconds) => t('spoken', { seconds })} />
    </div>
  );
}
