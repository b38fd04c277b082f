'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useCountdown } from '#components/server-clock.tsx';

const daySeconds = 86_400;

const twoDigits = (value: number) => String(Math.floor(value)).padStart(2, '0');

/** How long until the sale opens, by the server's clock; when it does, the page is asked for anew. */
export function OpensIn({ opensAt }: { opensAt: string }) {
  const t = useTranslations('catalog');
  const left = useCountdown(opensAt);
  const router = useRouter();
  const isOpen = left === 0;
  useEffect(() => {
    if (isOpen) router.refresh();
  }, [isOpen, router]);
  if (left === null) return null;
  const time = [(left % daySeconds) / 3_600, (left % 3_600) / 60, left % 60].map(twoDigits).join(':');
  return (
    <p role="timer" className="text-lg font-bold tabular-nums">
      <span className="mr-2 text-base font-medium text-muted">{t('until')}</span>
      {t('countdown', { days: Math.floor(left / daySeconds), time })}
    </p>
  );
}
