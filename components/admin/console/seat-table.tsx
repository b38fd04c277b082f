'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../format.tsx';
import { type AdminSeat, seatStates, shortId } from '../seat-words.ts';
import { TimeLeft } from '../time-left.tsx';
import { matches } from './search.ts';
import { SearchField } from './search-field.tsx';

export type StateFilter = AdminSeat['state'] | 'all';
const filters: StateFilter[] = ['all', ...seatStates];

interface SeatTableProps {
  seats: AdminSeat[];
  filter: StateFilter;
  onFilter: (filter: StateFilter) => void;
  onOpen: (seat: number) => void;
}

/** Lists seats with their person, filtered by state and text. A row's number opens the seat. */
export function SeatTable({ seats, filter, onFilter, onOpen }: SeatTableProps) {
  const t = useTranslations();
  const { won } = useFormats();
  const [typed, setTyped] = useState('');
  const shown = seats.filter(
    (seat) =>
      (filter === 'all' || seat.state === filter) &&
      matches(typed, [String(seat.seat), seat.grade, seat.name, seat.email, seat.userId]),
  );
  return (
    <div className="flex min-w-0 flex-col gap-2 rounded-2xl border border-line bg-surface p-4">
      <SearchField label={t('console.findSeat')} value={typed} onChange={setTyped} />
      <div
        role="group"
        aria-label={t('admin.columnState')}
        className="flex flex-wrap gap-1 text-sm"
      >
        {filters.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filter === state}
            onClick={() => onFilter(state)}
            className="min-h-8 rounded-full px-3 font-semibold aria-pressed:bg-ink aria-pressed:text-surface"
          >
            {t(`console.seat.${state}`)}
          </button>
        ))}
      </div>
      <table className="w-full text-left text-sm">
        <caption className="sr-only">{t('admin.mapLabel')}</caption>
        <thead className="border-b border-line text-muted">
          <tr>
            <th scope="col" className="py-1 pr-2">
              {t('admin.columnSeat')}
            </th>
            <th scope="col" className="py-1 pr-2">
              {t('admin.columnState')}
            </th>
            <th scope="col" className="py-1 pr-2">
              {t('admin.columnPerson')}
            </th>
            <th scope="col" className="py-1 text-right">
              {t('admin.columnPrice')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {shown.map(({ seat, grade, price, paidPrice, state, userId, name, heldUntil }) => (
            <tr key={seat}>
              <th scope="row" className="pr-2 font-semibold whitespace-nowrap tabular-nums">
                <button
                  type="button"
                  onClick={() => onOpen(seat)}
                  className="min-h-6 min-w-14 text-left text-accent underline"
                >
                  {t('console.seatShort', { seat, grade })}
                </button>
              </th>
              <td className="pr-2 whitespace-nowrap">
                {t(`console.seat.${state}`)} {heldUntil !== null && <TimeLeft until={heldUntil} />}
              </td>
              <td className="max-w-40 truncate pr-2">
                {userId === null ? '–' : <bdi>{name ?? shortId(userId)}</bdi>}
              </td>
              <td className="text-right tabular-nums">{won(paidPrice ?? price)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
