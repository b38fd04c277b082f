'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { DateList } from '../dates/date-list.tsx';
import { Sheet } from '../ui/sheet.tsx';

interface DatesSheetProps {
  concertId: number;
  heldPerformanceId: number | undefined;
  onClose: () => void;
}

/** Lists the dates of the concert, as the dates page does. */
export function DatesSheet({ concertId, heldPerformanceId, onClose }: DatesSheetProps) {
  const t = useTranslations('seating.dates');
  const { data: dates } = api.catalog.dates.useQuery({ concertId });
  return (
    <Sheet title={t('other')} onClose={onClose}>
      {dates === undefined ? (
        <p role="status" className="text-muted">
          {t('loading')}
        </p>
      ) : (
        <DateList concertId={concertId} dates={dates} heldPerformanceId={heldPerformanceId} />
      )}
    </Sheet>
  );
}
