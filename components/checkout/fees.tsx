'use client';

import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { useFeeDates } from '../catalog/fee-rules.ts';
import { Card } from '../ui/card.tsx';

export function Fees({ booking, now }: { booking: Booking; now: string }) {
  const t = useTranslations('checkout.fees');
  const dates = useFeeDates(booking, now);
  return (
    <Card className="flex flex-col gap-2">
      <h2 id="fees" className="text-lg font-bold">
        {t('title')}
      </h2>
      <ul aria-labelledby="fees" className="list-disc pl-5">
        {dates.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {dates.length > 1 && <p className="text-sm text-muted">{t('about')}</p>}
    </Card>
  );
}
