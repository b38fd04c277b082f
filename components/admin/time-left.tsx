'use client';

import { useTranslations } from 'next-intl';
import { clock, useFormats } from '../format.tsx';
import { useTimeLeft } from '../server-clock.tsx';

export function TimeLeft({ until }: { until: string }) {
  const t = useTranslations('admin');
  const { time } = useFormats();
  const left = useTimeLeft(until);
  return (
    <span className="tabular-nums">
      {left === null ? t('until', { time: time(until) }) : clock(left)}
    </span>
  );
}
