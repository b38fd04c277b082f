'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { Trouble } from '../tickets/trouble.tsx';
import { Toasts } from '../ui/toast.tsx';
import { AdminOnly } from './admin-only.tsx';
import { AuditList } from './audit-list.tsx';
import { Figures, type Overview } from './figures.tsx';
import { QueueControls, SaleControls } from './controls.tsx';
import { SeatOverview } from './seat-overview.tsx';
import type { AdminSeat } from './seat-words.ts';

const pollMs = 2_000;

interface DashboardProps {
  concert: Outputs['catalog']['concert'];
  /** `audit` is null if the viewer may not read the audit log. */
  initial: {
    overview: Overview;
    audit: Outputs['admin']['audit']['list'] | null;
    settings: Outputs['admin']['concerts']['get'];
    seats: AdminSeat[];
  };
}

export function Dashboard({ concert, initial }: DashboardProps) {
  const { concertId } = concert;
  const t = useTranslations('admin');
  const query = api.admin.overview.useQuery(
    { concertId },
    { initialData: initial.overview, refetchInterval: pollMs },
  );
  const overview = query.data;
  if (query.isError && refusalOf(query.error).code === 'ADMIN_ONLY') return <AdminOnly />;
  return (
    <Toasts>
      <p>
        <Link
          href="/admin"
          className="inline-flex min-h-6 items-center font-medium text-accent underline"
        >
          {t('allConcerts')}
        </Link>
      </p>
      <Trouble query={query} />
      <section aria-labelledby="figures" className="flex flex-col gap-3">
        <h2 id="figures" className="text-xl font-bold">
          {t('figures')}
        </h2>
        <Figures overview={overview} />
      </section>
      <QueueControls concertId={concertId} onSale={concert.onSale} overview={overview} />
      <SaleControls initial={initial.settings} />
      <SeatOverview dates={concert.dates} firstSeats={initial.seats} />
      {initial.audit !== null && <AuditList concertId={concertId} initial={initial.audit} />}
    </Toasts>
  );
}
