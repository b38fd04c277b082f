'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useMay } from '../staff.tsx';
import type { ConsoleConcert } from './types.ts';
import { ConsolePage } from './console-page.tsx';
import { HistoryCharts } from './history-charts.tsx';

interface RecordPageProps {
  concert: ConsoleConcert;
  title: string;
  /** Audit entries, with the heading `audit`. */
  children: ReactNode;
}

/** History of a concert: charts of its sale, and its audit entries for those who may read them. */
export function RecordPage({ concert: { concertId }, title, children }: RecordPageProps) {
  const t = useTranslations('console');
  const may = useMay();
  return (
    <ConsolePage title={title}>
      <HistoryCharts concertId={concertId} />
      {may('readAudit') ? (
        <section aria-labelledby="audit" className="flex flex-col gap-3">
          <h2 id="audit" className="text-xl font-bold">
            {t('audit')}
          </h2>
          {children}
        </section>
      ) : (
        <p>{t('noAudit')}</p>
      )}
    </ConsolePage>
  );
}
