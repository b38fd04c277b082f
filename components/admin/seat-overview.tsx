'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Trouble } from '../tickets/trouble.tsx';
import { Card } from '../ui/card.tsx';
import { Choice } from './choice.tsx';
import { SeatDetails } from './seat-details.tsx';
import { SeatMap } from './seat-map.tsx';
import { SeatSign } from './seat-sign.tsx';
import { SeatTable } from './seat-table.tsx';
import { type AdminSeat, seatStates } from './seat-words.ts';

const pollMs = 2_000;
type View = 'map' | 'table';
type SeatDate = Outputs['catalog']['concert']['dates'][number];

export function SeatOverview({
  dates,
  firstSeats,
}: {
  dates: SeatDate[];
  firstSeats: AdminSeat[];
}) {
  const t = useTranslations('admin');
  const { moment } = useFormats();
  const first = dates[0]?.performanceId;
  const [date, setDate] = useState(first);
  const [view, setView] = useState<View>('map');
  const views = [
    { value: 'map' as const, text: t('viewMap') },
    { value: 'table' as const, text: t('viewTable') },
  ];
  return (
    <section aria-labelledby="seats" className="flex flex-col gap-3">
      <h2 id="seats" className="text-xl font-bold">
        {t('seats')}
      </h2>
      {date === undefined ? (
        <p className="text-muted">{t('noDates')}</p>
      ) : (
        <>
          <Choice
            label={t('chooseDate')}
            options={dates.map(({ performanceId, startsAt }) => ({
              value: performanceId,
              text: moment(startsAt),
            }))}
            chosen={date}
            onChoose={setDate}
          />
          <Choice label={t('chooseView')} options={views} chosen={view} onChoose={setView} />
          <Seats
            key={date}
            performanceId={date}
            view={view}
            initial={date === first ? firstSeats : undefined}
          />
        </>
      )}
    </section>
  );
}

function Seats({
  performanceId,
  view,
  initial,
}: {
  performanceId: number;
  view: View;
  initial: AdminSeat[] | undefined;
}) {
  const t = useTranslations();
  const [chosen, setChosen] = useState(1);
  const query = api.admin.seatMap.useQuery(
    { performanceId },
    { refetchInterval: pollMs, ...(initial !== undefined && { initialData: initial }) },
  );
  const seats = query.data ?? [];
  const seat = seats.find((one) => one.seat === chosen);
  return (
    <Card className="flex min-h-96 flex-col gap-4 p-3 sm:p-6">
      <Trouble query={query} />
      {query.isPending && <p className="text-muted">{t('common.loading')}</p>}
      <Legend seats={seats} />
      {view === 'map' ? (
        <>
          <SeatMap seats={seats} chosen={chosen} onChoose={setChosen} />
          {seat !== undefined && <SeatDetails key={chosen} seat={seat} seats={seats} />}
        </>
      ) : (
        <SeatTable seats={seats} />
      )}
    </Card>
  );
}

function Legend({ seats }: { seats: AdminSeat[] }) {
  const t = useTranslations('admin');
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {seatStates.map((state) => (
        <li key={state} className="flex items-center gap-1.5 tabular-nums">
          <SeatSign state={state} />
          {t(`seatState.${state}`)} {seats.filter((seat) => seat.state === state).length}
        </li>
      ))}
    </ul>
  );
}
