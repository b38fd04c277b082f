'use client';

import { useTranslations } from 'next-intl';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { useFormats } from '../format.tsx';
import type { SeatStates } from './seat-words.ts';
import type { Selection } from './selection.ts';

interface PlanTableProps {
  seats: readonly SeatFields[];
  states: SeatStates;
  selection: Selection;
  onSelect: (next: Selection) => void;
}

const columns = ['grade', 'price', 'kind', 'row', 'column', 'state'] as const;

/** Lists all seats with their values, and chooses seats by check boxes. */
export function PlanTable({ seats, states, selection: { chosen }, onSelect }: PlanTableProps) {
  const t = useTranslations('editing.seats');
  const { won } = useFormats();
  const toggle = (seat: number) => {
    const next = new Set(chosen);
    if (!next.delete(seat)) next.add(seat);
    onSelect({ anchor: seat, chosen: next });
  };
  const valuesOf = ({
    seat,
    grade,
    price,
    kind = 'STANDARD',
    companionOf,
    ...seatAt
  }: SeatFields) => {
    const state = states.get(seat);
    return {
      grade,
      price: won(price),
      kind: companionOf === undefined ? t(`kind.${kind}`) : t('companionOf', { seat: companionOf }),
      row: seatAt.row ?? '–',
      column: seatAt.column ?? '–',
      state: state === 'held' || state === 'sold' ? t(`taken.${state}`) : '–',
    };
  };
  return (
    <div className="max-h-[32rem] overflow-auto">
      <table className="w-full text-left">
        <caption className="sr-only">{t('table')}</caption>
        <thead className="sticky top-0 bg-surface text-sm text-muted">
          <tr>
            <th scope="col" className="py-2 pr-3">
              {t('label.seat')}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className="py-2 pr-3 whitespace-nowrap">
                {t(`label.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {seats.map((seat) => (
            <tr key={seat.seat}>
              <th scope="row" className="py-1.5 pr-3 font-semibold whitespace-nowrap tabular-nums">
                <label className="flex min-h-8 items-center gap-2">
                  <input
                    type="checkbox"
                    className="size-6 accent-accent"
                    checked={chosen.has(seat.seat)}
                    onChange={() => toggle(seat.seat)}
                  />
                  {seat.seat}
                </label>
              </th>
              {columns.map((column) => (
                <td key={column} className="py-1.5 pr-3 whitespace-nowrap tabular-nums">
                  {valuesOf(seat)[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
