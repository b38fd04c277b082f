'use client';

import { Timer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { clock, useFormats } from '../format.tsx';
import { useTimeLeft } from '../server-clock.tsx';

/** Uses no live region, because screen readers announce each change of a live region. */
export function HoldLeft({ expiresAt }: { expiresAt: string }) {
  const t = useTranslations('tickets');
  const { time } = useFormats();
  const left = useTimeLeft(expiresAt);
  return (
    <p className="flex items-center gap-1.5 font-semibold text-warning tabular-nums">
      <Timer aria-hidden className="size-4" />
      {left === null && t('heldUntil', { time: time(expiresAt) })}
      {left === 0 && t('holdOver')}
      {left !== null && left > 0 && t('holdLeft', { left: clock(left) })}
    </p>
  );
}
