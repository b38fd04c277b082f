'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { useFormats } from '#components/format.tsx';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Notice } from '#components/ui/notice.tsx';
import {
  addressOf,
  type Filter,
  groupOf,
  groups,
  sortedBy,
  isActive,
  matches,
  type Searchable,
  type SortKeys,
  sorts,
} from './filter.ts';

/** Browsers refuse a page that changes its address at every key. */
const settledMs = 200;
/** Fragment of the header's search link. */
const searchId = 'search';
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

/** Filters the concerts in the browser, and keeps the filter in the page's address. */
export function ConcertList({ concerts, initial, children }: ConcertListProps) {
  const t = useTranslations('catalog');
  const [filter, setFilter] = useState(initial);
  useEffect(() => {
    const address = addressOf(filter);
    if (address === `${window.location.pathname}${window.location.search}`) return undefined;
    const timer = setTimeout(() => window.history.replaceState(null, '', address), settledMs);
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
      {current.length > 0 && <Cards label={t('title')} concerts={current} />}
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
            <Cards label={t('pastList')} concerts={past} />
          </div>
        </details>
      )}
    </>
  );
}

function Cards({ label, concerts }: { label: string; concerts: Entry[] }) {
  return (
    <ul aria-label={label} className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {concerts.map(({ concertId, card }) => (
        <li key={concertId}>{card}</li>
      ))}
    </ul>
  );
}

interface FiltersProps {
  concerts: Entry[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** Offers only states and months that concerts have. */
function Filters({ concerts, filter, onChange }: FiltersProps) {
  const t = useTranslations('catalog');
  const { month: monthName } = useFormats();
  useEffect(() => {
    if (window.location.hash === `#${searchId}`) document.getElementById(searchId)?.focus();
  }, []);
  const current = concerts.filter(({ saleState }) => groupOf(saleState) !== null);
  const months = [...new Set(current.flatMap((concert) => concert.months))].sort();
  const shownGroups = groups.filter((group) =>
    current.some(({ saleState }) => groupOf(saleState) === group),
  );
  return (
    <search className="flex flex-col gap-3">
      <label className="flex">
        <span className="sr-only">{t('search')}</span>
        <input
          id={searchId}
          type="search"
          value={filter.text}
          maxLength={100}
          placeholder={t('search')}
          onChange={({ target }) => onChange({ ...filter, text: target.value })}
          className="min-h-11 w-full rounded-xl border border-edge bg-surface px-3.5 text-base placeholder:text-muted"
        />
      </label>
      <div
        role="group"
        aria-label={t('filters')}
        className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 whitespace-nowrap sm:mx-0 sm:flex-wrap sm:overflow-visible sm:px-0"
      >
        {shownGroups.map((group) => (
          <Chip
            key={group}
            isOn={filter.group === group}
            onPress={() => onChange({ ...filter, group: filter.group === group ? null : group })}
          >
            {t(`groups.${group}`)}
          </Chip>
        ))}
        {months.map((month) => (
          <Chip
            key={month}
            isOn={filter.month === month}
            onPress={() => onChange({ ...filter, month: filter.month === month ? null : month })}
          >
            {monthName(`${month}-01`)}
          </Chip>
        ))}
        <select
          aria-label={t('sort')}
          value={filter.sort ?? ''}
          onChange={({ target }) =>
            onChange({ ...filter, sort: sorts.find((sort) => sort === target.value) ?? null })
          }
          className="min-h-11 shrink-0 rounded-full border border-line bg-surface px-3 font-medium sm:ml-auto"
        >
          <option value="">{t('sorts.state')}</option>
          {sorts.map((sort) => (
            <option key={sort} value={sort}>
              {t(`sorts.${sort}`)}
            </option>
          ))}
        </select>
      </div>
    </search>
  );
}

interface ChipProps {
  isOn: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Chip({ isOn, onPress, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onPress}
      className={cn(
        'min-h-11 shrink-0 rounded-full border px-4 font-medium',
        isOn ? 'border-accent bg-accent text-accent-ink' : 'border-line bg-surface hover:bg-raised',
      )}
    >
      {children}
    </button>
  );
}
