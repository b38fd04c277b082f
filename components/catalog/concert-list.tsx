'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import {
  queryOf,
  type Filter,
  groupOf,
  sortedBy,
  isActive,
  matches,
  type Searchable,
  type SortKeys,
} from './filter.ts';
import { Filters } from './filters.tsx';

/** Browsers refuse a page that changes its address at every key. */
const settledMs = 200;
const noFilter: Filter = { text: '', month: null, group: null, sort: null };

interface Entry extends Searchable {
  concertId: number;
  keys: SortKeys;
  card: ReactNode;
}

interface ConcertListProps {
  concerts: Entry[];
  /** Filter of the page's address. */
  initial: Filter;
  /** Shown above the list while no filter is active. */
  children: ReactNode;
}

function writeAddress(filter: Filter): void {
  const { pathname, search } = window.location;
  const query = queryOf(filter);
  if (query !== search) window.history.replaceState(null, '', `${pathname}${query}`);
}

/**
 * Filters the concerts in the browser, and keeps the filter in the page's address. A press writes
 * the address at once, because a later change would cancel the navigation that the press begins.
 */
export function ConcertList({ concerts, initial, children }: ConcertListProps) {
  const t = useTranslations('catalog');
  const [filter, setFilter] = useState(initial);
  useEffect(() => {
    const timer = setTimeout(() => writeAddress(filter), settledMs);
    return () => clearTimeout(timer);
  }, [filter]);
  const found = concerts.filter((concert) => matches(concert, filter));
  const current = sortedBy(
    found.filter(({ saleState }) => groupOf(saleState) !== null),
    filter.sort,
  );
  const past = found.filter(({ saleState }) => groupOf(saleState) === null);
  const active = isActive(filter);
  return (
    <>
      <Filters concerts={concerts} filter={filter} onChange={setFilter} />
      {!active && children}
      {active && (
        <p role="status" className="text-sm text-muted">
          {t('found', { count: found.length })}
        </p>
      )}
      {current.length > 0 && (
        <Cards label={t('title')} concerts={current} onPress={() => writeAddress(filter)} />
      )}
      {active && found.length === 0 && (
        <Notice
          title={t('notFound')}
          actions={
            <Button variant="secondary" onClick={() => setFilter(noFilter)}>
              {t('showAll')}
            </Button>
          }
        />
      )}
      {!active && current.length === 0 && <Notice title={t('none')}>{t('noneNext')}</Notice>}
      {past.length > 0 && (
        <details open={active}>
          <summary className="min-h-11 cursor-pointer py-2.5 text-lg font-bold">
            {t('past', { count: past.length })}
          </summary>
          <div className="mt-3">
            <Cards label={t('pastList')} concerts={past} onPress={() => writeAddress(filter)} />
          </div>
        </details>
      )}
    </>
  );
}

interface CardsProps {
  label: string;
  concerts: Entry[];
  /** Runs before a press takes effect. */
  onPress: () => void;
}

function Cards({ label, concerts, onPress }: CardsProps) {
  return (
    <ul
      aria-label={label}
      onClickCapture={onPress}
      className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3"
    >
      {concerts.map(({ concertId, card }) => (
        <li key={concertId}>{card}</li>
      ))}
    </ul>
  );
}
