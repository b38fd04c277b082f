'use client';

import { useTranslations } from 'next-intl';
import { Sheet } from '../ui/sheet.tsx';
import type { Seat } from './arrange.ts';
import { Kinds } from './kinds.tsx';
import { SeatShape } from './seat-shape.tsx';

const states = ['available', 'mine', 'held', 'sold', 'blocked'] as const;

interface LegendProps {
  seats: Seat[];
  orphanRule: boolean;
  onClose: () => void;
}

/** Explains the states and kinds of seats, and the orphan rule of the concert. */
export function Legend({ seats, orphanRule, onClose }: LegendProps) {
  const t = useTranslations('seating');
  return (
    <Sheet title={t('map.legend')} onClose={onClose}>
      <ul className="flex flex-col gap-3">
        {states.map((state) => (
          <li key={state} className="flex items-center gap-3">
            <svg viewBox="-22 -22 44 44" className="size-9" aria-hidden>
              <SeatShape look={state} rank={0} />
            </svg>
            {t(`state.${state}`)}
          </li>
        ))}
        <Kinds seats={seats} className="size-9" />
      </ul>
      {orphanRule && <p className="mt-4 text-sm text-muted">{t('map.orphanRule')}</p>}
    </Sheet>
  );
}
