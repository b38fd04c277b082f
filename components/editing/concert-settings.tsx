'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { Trouble } from '../tickets/trouble.tsx';
import { ConcertLife } from './concert-life.tsx';
import { DateList } from './date-list.tsx';
import { EditConcert } from './edit-concert.tsx';
import type { Concert } from './fields.ts';
import type { Poster } from './upload-poster.ts';
import { useConcertForm } from './use-concert-form.ts';

interface ConcertSettingsProps {
  concert: Concert;
  poster: Poster | null;
}

/** Polls while a job refunds the payments of a cancelled date; false otherwise. */
const refundsPollMs = (concert: Concert | undefined): number | false => {
  const { refunded, total } = concert?.cancellation ?? { refunded: 0, total: 0 };
  return refunded < total ? 2_000 : false;
};

/** Everything about a concert that staff can edit. */
export function ConcertSettings({
  concert: initialData,
  poster: initialPoster,
}: ConcertSettingsProps) {
  const t = useTranslations('editing');
  const { concertId } = initialData;
  const query = api.admin.concerts.get.useQuery(
    { concertId },
    { initialData, refetchInterval: ({ state }) => refundsPollMs(state.data) },
  );
  const shown = api.catalog.concert.useQuery({ concertId });
  const concert = query.data;
  const form = useConcertForm(concert);
  const reload = () => Promise.all([query.refetch(), shown.refetch()]);
  return (
    <>
      <Trouble query={query} />
      <ConcertLife concert={concert} reload={reload} hasUnsaved={form.changed.length > 0} />
      <DateList concert={concert} reload={reload} />
      <h2 className="mt-4 text-xl font-bold">{t('fieldsHeading')}</h2>
      <EditConcert form={form} poster={shown.data?.poster ?? initialPoster} reload={reload} />
    </>
  );
}
