'use client';

import { Plus } from 'lucide-react';
import { useLocale, useNow, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Link } from '../navigation.ts';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { Trouble } from '../tickets/trouble.tsx';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Choice } from './choice.tsx';
import { groupConcerts, type GroupName, type StaffConcert } from './frame/groups.ts';
import { useMay } from './staff.tsx';

const pollMs = 10_000;
const tones: Record<GroupName, BadgeTone> = {
  onSale: 'success',
  coming: 'accent',
  drafts: 'warning',
  past: 'neutral',
};

/** Lists the concerts of the viewer's grants, in all states. */
export function ConcertTable({ initial }: { initial: Outputs['admin']['concerts']['list'] }) {
  const t = useTranslations('console.list');
  const may = useMay();
  const [archived, setArchived] = useState(false);
  const query = api.admin.concerts.list.useInfiniteQuery(
    { archived },
    {
      getNextPageParam: ({ cursor }) => cursor ?? undefined,
      refetchInterval: pollMs,
      ...(!archived && { initialData: { pages: [initial], pageParams: [undefined] } }),
    },
  );
  const nowMs = useNow({ updateInterval: 60_000 }).getTime();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const views = [
    { value: 'current', text: t('current') },
    { value: 'archived', text: t('archived') },
  ];
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Choice
          label={t('show')}
          options={views}
          chosen={archived ? 'archived' : 'current'}
          onChoose={(value) => setArchived(value === 'archived')}
        />
        {may('createConcerts') && (
          <Link href="/admin/concerts/new" className={buttonClass()}>
            <Plus aria-hidden className="size-5" />
            {t('new')}
          </Link>
        )}
      </div>
      <Trouble query={query} />
      {items.length === 0 && !query.isPending && <p className="text-muted">{t('none')}</p>}
      {groupConcerts(items, nowMs).map(({ name, concerts }) => (
        <section key={name} aria-labelledby={`list-${name}`} className="flex flex-col gap-2">
          <h2 id={`list-${name}`} className="font-bold">
            {t(`group.${name}`)}
          </h2>
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
            {concerts.map((concert) => (
              <li key={concert.concertId}>
                <Row concert={concert} group={name} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {query.hasNextPage && (
        <Button
          variant="secondary"
          aria-disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
}

function Row({ concert, group }: { concert: StaffConcert; group: GroupName }) {
  const t = useTranslations('console.list');
  const locale = useLocale();
  const { days, moment } = useFormats();
  const { concertId, title, venue, state, firstDate, lastDate, opensAt } = concert;
  const dates =
    firstDate === null || lastDate === null
      ? t('noDates')
      : days(`${firstDate}T00:00:00+09:00`, `${lastDate}T00:00:00+09:00`);
  return (
    <Link
      href={`/admin/concerts/${String(concertId)}`}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-raised"
    >
      <span className="min-w-0 flex-1 basis-60">
        <span className="block truncate font-semibold">{textIn(locale, title)}</span>
        <span className="block truncate text-sm text-muted">
          {textIn(locale, venue)} · {dates}
        </span>
      </span>
      <span className="text-sm text-muted">{t('opens', { time: moment(opensAt) })}</span>
      <Badge tone={state === 'CANCELLED' ? 'danger' : tones[group]}>
        {t(`state.${state === 'CANCELLED' ? 'cancelled' : group}`)}
      </Badge>
    </Link>
  );
}
