'use client';

import { useTranslations } from 'next-intl';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { Trouble } from '../../tickets/trouble.tsx';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useVerb } from '../frame/verbs.tsx';
import { useConcert, useSeatsOf } from '../live/live-concert.tsx';
import { ReasonForm } from '../reason-form.tsx';
import type { AdminSeat } from '../seat-words.ts';
import { useMay } from '../staff.tsx';
import { ConsolePage } from './console-page.tsx';
import { DateChips, useFirstDate } from './date-chips.tsx';
import { SeatDrawer } from './seat-drawer.tsx';
import { SeatLegend } from './seat-legend.tsx';
import { SeatTable, type StateFilter } from './seat-table.tsx';
import { StaffSeatMap } from './staff-seat-map.tsx';
import type { ConsoleConcert } from './types.ts';
import { useBlock } from './use-block.ts';

interface SeatsPageProps {
  concert: ConsoleConcert;
  title: string;
}

/** The seats of one date, as a large map and as a table. */
export function SeatsPage({ concert, title }: SeatsPageProps) {
  const t = useTranslations('admin');
  const { concertId, performances } = useConcert(concert);
  const asked = Number(useSearchParams().get('date'));
  const first = useFirstDate(performances);
  const isKnown = performances.some(({ performanceId }) => performanceId === asked);
  const [date, setDate] = useState(isKnown ? asked : first);
  const [filter, setFilter] = useState<StateFilter>('all');
  const [choosing, setChoosing] = useState<BlockVerb | null>(null);
  useVerb(['block', 'unblock', 'release', 'void'], (verb) => {
    if (verb === 'block' || verb === 'unblock') setChoosing(verb);
    else setFilter(verb === 'release' ? 'held' : 'sold');
  });
  const query = useSeatsOf(date);
  const seats = query.data ?? [];
  return (
    <ConsolePage title={title}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <DateChips performances={performances} chosen={date} onChoose={setDate} />
        <SeatLegend seats={seats} />
      </div>
      <Trouble query={query} />
      {date === null ? (
        <p className="text-muted">{t('noDates')}</p>
      ) : (
        <Seats
          key={date}
          concertId={concertId}
          performanceId={date}
          seats={seats}
          filter={filter}
          onFilter={setFilter}
          choosing={choosing}
          onChoosing={setChoosing}
        />
      )}
    </ConsolePage>
  );
}

interface SeatsProps {
  concertId: number;
  performanceId: number;
  seats: AdminSeat[];
  filter: StateFilter;
  onFilter: (filter: StateFilter) => void;
  choosing: BlockVerb | null;
  onChoosing: (verb: BlockVerb | null) => void;
}

function Seats(props: SeatsProps) {
  const { concertId, performanceId, seats, filter, onFilter, choosing, onChoosing } = props;
  const t = useTranslations('console');
  const may = useMay();
  const [opened, setOpened] = useState<number | null>(null);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [isAsking, setAsking] = useState(false);
  const seat = seats.find((one) => one.seat === opened);
  const wanted = choosing === 'unblock' ? 'blocked' : 'available';
  const press = (number: number) => {
    if (choosing === null) setOpened(number);
    else if (chosen.includes(number)) setChosen(chosen.filter((one) => one !== number));
    else if (seats.some((one) => one.seat === number && one.state === wanted))
      setChosen([...chosen, number].sort((a, b) => a - b));
  };
  const stop = () => {
    setChosen([]);
    setAsking(false);
    onChoosing(null);
  };
  return (
    <>
      {may('manage') && (
        <div className="flex flex-wrap items-center gap-2">
          {choosing === null ? (
            (['block', 'unblock'] as const).map((verb) => (
              <Button
                key={verb}
                variant="secondary"
                className="min-h-10 px-4 text-sm"
                onClick={() => onChoosing(verb)}
              >
                {t(`verb.${verb}`)}
              </Button>
            ))
          ) : (
            <>
              <p role="status" className="font-semibold">
                {t(`choose.${choosing}`, { count: chosen.length })}
              </p>
              <Button
                className="min-h-10 px-4 text-sm"
                disabled={chosen.length === 0}
                onClick={() => setAsking(true)}
              >
                {t(`seatVerb.${choosing}.confirm`, { seats: chosen.join(', '), person: '' })}
              </Button>
              <Button variant="ghost" className="min-h-10 px-4 text-sm" onClick={stop}>
                {t('stopChoosing')}
              </Button>
            </>
          )}
        </div>
      )}
      <div className="grid gap-4 xl:grid-cols-2">
        {seats.length > 0 && (
          <div className="rounded-2xl border border-line bg-surface p-4">
            <StaffSeatMap
              seats={seats}
              chosen={choosing === null ? undefined : chosen}
              onPress={press}
              className="mx-auto w-full max-w-xl"
            />
          </div>
        )}
        <SeatTable seats={seats} filter={filter} onFilter={onFilter} onOpen={setOpened} />
      </div>
      {seat !== undefined && (
        <SeatDrawer
          key={seat.seat}
          concertId={concertId}
          performanceId={performanceId}
          seat={seat}
          seats={seats}
          onClose={() => setOpened(null)}
        />
      )}
      {isAsking && choosing !== null && (
        <BlockSheet
          verb={choosing}
          performanceId={performanceId}
          seats={chosen}
          onClose={() => setAsking(false)}
          onDone={stop}
        />
      )}
    </>
  );
}

type BlockVerb = 'block' | 'unblock';
interface BlockSheetProps {
  verb: BlockVerb;
  performanceId: number;
  seats: readonly number[];
  onClose: () => void;
  onDone: () => void;
}

/** Blocks or unblocks several seats of a date. */
function BlockSheet({ verb, performanceId, seats, onClose, onDone }: BlockSheetProps) {
  const t = useTranslations('console.seatVerb');
  const words = { seats: seats.join(', '), person: '' };
  const change = useBlock(performanceId, onDone);
  return (
    <Sheet title={t(`${verb}.action`)} onClose={onClose}>
      <ReasonForm
        confirm={t(`${verb}.confirm`, words)}
        variant={verb === 'block' ? 'danger' : 'primary'}
        pending={change.isPending}
        error={change.error}
        reasonMax={changeReasonMax}
        onConfirm={(reason) => change.mutate({ verb, seats: [...seats], reason })}
      >
        <p>{t(`${verb}.effect`, words)}</p>
      </ReasonForm>
    </Sheet>
  );
}
