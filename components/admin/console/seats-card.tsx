'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Trouble } from '../../tickets/trouble.tsx';
import { useSeatsOf } from '../live/live-concert.tsx';
import type { ConsoleConcert } from './types.ts';
import { DateChips, useFirstDate } from './date-chips.tsx';
import { SeatDrawer } from './seat-drawer.tsx';
import { SeatLegend } from './seat-legend.tsx';
import { StaffSeatMap } from './staff-seat-map.tsx';

/** Shows the seats of one date. A press opens a seat. */
export function SeatsCard({ concert }: { concert: ConsoleConcert }) {
  const t = useTranslations('admin');
  const { concertId, performances } = concert;
  const first = useFirstDate(performances);
  const [date, setDate] = useState(first);
  const [opened, setOpened] = useState<number | null>(null);
  const query = useSeatsOf(date);
  const seats = query.data ?? [];
  const seat = seats.find((one) => one.seat === opened);
  return (
    <section
      aria-labelledby="seats"
      className="flex min-h-0 min-w-0 flex-col gap-2 rounded-2xl border border-line bg-surface px-4 py-2.5"
    >
      <div className="flex items-center justify-between gap-3">
        <h2 id="seats" className="text-sm font-bold whitespace-nowrap">
          {t('seats')}
        </h2>
        <DateChips performances={performances} chosen={date} onChoose={setDate} />
      </div>
      {date === null && <p className="text-muted">{t('noDates')}</p>}
      <Trouble query={query} />
      {seats.length > 0 && (
        <>
          <StaffSeatMap
            key={date}
            isCompact
            seats={seats}
            onPress={setOpened}
            className="min-h-0 w-full flex-1"
          />
          <SeatLegend isCompact seats={seats} />
        </>
      )}
      {seat !== undefined && date !== null && (
        <SeatDrawer
          key={seat.seat}
          concertId={concertId}
          performanceId={date}
          seat={seat}
          seats={seats}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  );
}
