'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { exportKinds } from '#server/export/export.schema.ts';
import { buttonClass } from '../../ui/button.tsx';
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
      {may('readAudit') && <Exports concertId={concertId} />}
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

/** Links to the files of a concert, all of its time. */
function Exports({ concertId }: { concertId: number }) {
  const t = useTranslations('console.exports');
  return (
    <section aria-labelledby="exports" className="flex flex-col gap-3">
      <h2 id="exports" className="text-xl font-bold">
        {t('title')}
      </h2>
      <p className="text-sm text-muted">{t('about')}</p>
      <ul className="flex flex-wrap gap-2">
        {exportKinds.map((kind) => (
          <li key={kind}>
            <a
              href={`/api/admin/export/${kind}.csv?concertId=${String(concertId)}`}
              download
              className={buttonClass('secondary', 'min-h-10 px-4 text-sm')}
            >
              {t(kind)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
