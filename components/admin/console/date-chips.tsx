'use client';

import { useNow, useTranslations } from 'next-intl';
import { useFormats } from '../../format.tsx';
import type { ConsoleConcert } from './types.ts';

type Performances = ConsoleConcert['performances'];

/** Returns the next date, or the last one after all; null without a date. */
export function useFirstDate(performances: Performances): number | null {
  const nowMs = useNow().getTime();
  const next = performances.find(({ endsAt }) => Date.parse(endsAt) > nowMs);
  return (next ?? performances.at(-1))?.performanceId ?? null;
}

interface DateChipsProps {
  performances: Performances;
  chosen: number | null;
  onChoose: (performanceId: number) => void;
}

/** Chooses a date. Two dates of one day show their times. */
export function DateChips({ performances, chosen, onChoose }: DateChipsProps) {
  const t = useTranslations('admin');
  const { monthDay, time } = useFormats();
  const days = Map.groupBy(performances, ({ startsAt }) => monthDay(startsAt));
  return (
    <div
      role="group"
      aria-label={t('chooseDate')}
      className="flex min-w-0 gap-1 overflow-x-auto text-sm"
    >
      {performances.map(({ performanceId, startsAt }) => {
        const day = monthDay(startsAt);
        return (
          <button
            key={performanceId}
            type="button"
            aria-pressed={performanceId === chosen}
            onClick={() => onChoose(performanceId)}
            className="min-h-8 rounded-full px-3 font-semibold whitespace-nowrap aria-pressed:bg-ink aria-pressed:text-surface"
          >
            {(days.get(day)?.length ?? 0) > 1 ? `${day} ${time(startsAt)}` : day}
          </button>
        );
      })}
    </div>
  );
}
