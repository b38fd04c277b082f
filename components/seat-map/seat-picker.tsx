'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { NoTurn } from '../turn/no-turn.tsx';
import { TurnBar } from '../turn/turn-bar.tsx';
import { type QueueStatus, useTurn, useTurnRefusal } from '../turn/use-turn.ts';
import { Page } from '../ui/page.tsx';
import type { Seat } from './arrange.ts';
import type { Booking } from './held.ts';
import { HeldElsewhere } from './held-elsewhere.tsx';
import { Legend } from './legend.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { SeatList } from './seat-list.tsx';
import { SeatMap } from './seat-map.tsx';
import { Summary } from './summary.tsx';
import { Trouble } from './trouble.tsx';
import { useChoice } from './use-choice.ts';
import { useSeats } from './use-seats.ts';
import { type View, ViewSwitch } from './view-switch.tsx';

interface SeatPickerProps {
  concertId: number;
  performanceId: number;
  /** In the reader's language. */
  title: string;
  startsAt: string;
  orphanRule: boolean;
  status: QueueStatus;
  seats: Outputs['seating']['seats'];
  held: Booking | null;
}

/** Choosing seats of one date, for somebody whose turn it is. */
export function SeatPicker({ status, ...shown }: SeatPickerProps) {
  const turn = useTurn(shown.concertId, status);
  if (turn.over) return <NoTurn concertId={shown.concertId} reason="ended" focused />;
  return (
    <>
      <TurnBar turn={turn} />
      <Choosing {...shown} />
    </>
  );
}

function Choosing({ concertId, performanceId, title, startsAt, orphanRule, ...rendered }: Omit<SeatPickerProps, 'status'>) {
  const t = useTranslations('seating.map');
  const format = useFormats();
  const [view, setView] = useState<View>('map');
  const [asked, setAsked] = useState<Seat | null>(null);
  const [lapsed, setLapsed] = useState(false);
  const { seats, held, error, refresh } = useSeats(concertId, performanceId, rendered);
  const { press, goOut, lookOf, busy, trouble } = useChoice({ concertId, performanceId, seats, held, orphanRule });
  useTurnRefusal(concertId, trouble.error ?? error);

  const elsewhere = held !== null && held.performanceId !== performanceId;
  const onPress = (seat: Seat) => {
    setLapsed(false);
    if (elsewhere && seat.state === 'available') setAsked(seat);
    else press(seat);
  };
  const onOver = () => {
    setLapsed(true);
    refresh();
  };
  const Seats = view === 'map' ? SeatMap : SeatList;
  return (
    <Page title={t('title')} lead={`${title} · ${format.moment(startsAt)}`}>
      {elsewhere && <HeldElsewhere held={held} />}
      <div className="grid items-start gap-5 lg:grid-cols-[1fr_20rem] short:grid-cols-[1fr_17rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <ViewSwitch view={view} onChange={setView} />
            <Legend />
          </div>
          {orphanRule && <p className="text-sm text-muted">{t('orphanRule')}</p>}
          <Seats seats={seats} lookOf={lookOf} onPress={onPress} />
        </div>
        <div className="bottom-0 z-10 -mx-4 sm:mx-0 lg:top-14 lg:bottom-auto short:sticky short:top-2 short:bottom-auto tall:sticky">
          <Trouble {...trouble} lapsed={lapsed && held === null} onWayOut={goOut} />
          <Summary held={elsewhere ? null : held} busy={busy} onOver={onOver} />
        </div>
      </div>
      <MoveDialog
        held={held}
        seat={asked}
        onAnswer={(yes) => {
          setAsked(null);
          if (yes && asked !== null) press(asked);
        }}
      />
    </Page>
  );
}
