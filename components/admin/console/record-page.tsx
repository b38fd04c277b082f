'use client';

import { useTranslations } from 'next-intl';
import { AuditList } from '../audit-list.tsx';
import { useMay } from '../staff.tsx';
import type { ConsoleConcert } from './types.ts';
import { ConsolePage } from './console-page.tsx';
import { HistoryCharts } from './history-charts.tsx';

interface RecordPageProps {
  concert: ConsoleConcert;
  title: string;
}

/** History of a concert: charts of its sale, and its audit entries. */
export function RecordPage({ concert: { concertId }, title }: RecordPageProps) {
  const t = useTranslations('console');
  const may = useMay();
  return (
    <ConsolePage title={title}>
      <HistoryCharts concertId={concertId} />
      {may('readAudit') ? <AuditList concertId={concertId} /> : <p>{t('noAudit')}</p>}
    </ConsolePage>
  );
}
