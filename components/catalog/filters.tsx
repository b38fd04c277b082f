'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect } from 'react';
import { useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import { type Filter, groupOf, groups, type Searchable, sorts } from './filter.ts';

/** Fragment of the header's search link. */
const searchId = 'search';

interface FiltersProps {
  concerts: Searchable[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** Offers only states and months that concerts have. */
export function Filters({ concerts, filter, onChange }: FiltersProps) {
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
