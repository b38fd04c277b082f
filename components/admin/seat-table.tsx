'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Person } from './person.tsx';
import { SeatSign } from './seat-sign.tsx';
import type { AdminSeat } from './seat-words.ts';
import { TimeLeft } from './time-left.tsx';

export function SeatTable({ seats }: { seats: AdminSeat[] }) {
  const t = useTranslations('admin');
  const { won } = useFormats();
  return (
    <table className="w-full text-left">
      <caption className="sr-only">{t('mapLabel')}</caption>
      <thead className="border-b border-line text-sm text-muted">
        <tr>
          <th scope="col" className="py-2 pr-2">
            {t('columnSeat')}
          </th>
          <th scope="col" className="hidden py-2 pr-2 sm:table-cell">
            {t('columnPrice')}
          </th>
          <th scope="col" className="py-2 pr-2">
            {t('columnState')}
          </th>
          <th scope="col" className="py-2 pr-2">
            {t('columnPerson')}
          </th>
          <th scope="col" className="py-2">
            {t('columnLeft')}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {seats.map(({ seat, grade, price, state, heldUntil, ...person }) => (
          <tr key={seat}>
            <th scope="row" className="py-2 pr-2 font-semibold whitespace-nowrap tabular-nums">
              {seat} <span className="font-normal text-muted">{grade}</span>
            </th>
            <td className="hidden py-2 pr-2 tabular-nums sm:table-cell">{won(price)}</td>
            <td className="py-2 pr-2">
              <span className="flex items-center gap-1.5">
                <SeatSign state={state} />
                {t(`seatState.${state}`)}
              </span>
            </td>
            <td className="py-2 pr-2">
              <Person {...person} />
            </td>
            <td className="py-2">
              {heldUntil === null ? (
                <span className="text-muted">–</span>
              ) : (
                <TimeLeft until={heldUntil} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
