'use client';

import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { Trouble } from '../tickets/trouble.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import type { Overview } from './figures.tsx';
import { AdmissionBadge } from './admission-badge.tsx';

const pollMs = 5_000;

export interface ListedConcert {
  concert: Outputs['catalog']['concerts'][number];
  overview: Overview;
}

export function ConcertList({ concerts }: { concerts: ListedConcert[] }) {
  const t = useTranslations('admin');
  if (concerts.length === 0) return <p className="text-muted">{t('noConcerts')}</p>;
  return (
    <ul className="grid gap-4 md:grid-cols-2">
      {concerts.map((tracked) => (
        <li key={tracked.concert.concertId}>
          <ConcertCard {...tracked} />
        </li>
      ))}
    </ul>
  );
}

function ConcertCard({ concert, overview: initialData }: ListedConcert) {
  const t = useTranslations('admin');
  const locale = useLocale();
  const { number, moment } = useFormats();
  const { concertId, opensAt } = concert;
  const query = api.admin.overview.useQuery(
    { concertId },
    { initialData, refetchInterval: pollMs },
  );
  const title = textIn(locale, concert.texts.title);
  const { data } = query;
  return (
    <Card className="flex h-full flex-col items-start gap-3">
      <h2 className="text-lg font-bold">{title}</h2>

      <AdmissionBadge paused={data.paused} onSale={concert.onSale} />
      <p className="text-muted tabular-nums">
        {t('listFigures', {
          waiting: number(data.waiting),
          active: number(data.active),
          capacity: number(data.capacity),
          sold: number(data.sold),
        })}
      </p>

      <p className="text-muted">{t('opensAt', { time: moment(opensAt) })}</p>
      <Trouble query={query} />
      <Link href={`/admin/concerts/${concertId}`} className={buttonClass('secondary', 'mt-auto')}>
        {t('manage')}
        <span className="sr-only"> · {title}</span>
      </Link>
    </Card>
  );
}
