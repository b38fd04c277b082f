'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { refusalOf } from '../errors.ts';
import { Cancelled } from '../turn/cancelled.tsx';
import { TurnBar } from '../turn/turn-bar.tsx';
import { TurnOver } from '../turn/turn-over.tsx';
import type { PlaceState } from '../place-state.ts';
import { type Turn, useTurn, useTurnRefusal } from '../turn/use-turn.ts';
import { Page } from '../ui/page.tsx';
import type { Seat } from './arrange.ts';
import { Fresh } from './fresh.tsx';
import type { Booking } from '../booking.ts';
import { HeldElsewhere } from './held-elsewhere.tsx';
import { Legend } from './legend.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { SeatList } from './seat-list.tsx';
import { SeatMap } from './seat-map.tsx';
import { Summary } from './summary.tsx';
import { ExpiredHold, Trouble } from './trouble.tsx';
import { useChoice } from './use-choice.ts';
import { useSeats } from './use-seats.ts';
import { useZoom } from './use-zoom.ts';
import { type View, ViewSwitch } from './view-switch.tsx';
import { ZoomTools } from './zoom-tools.tsx';

interface SeatPickerProps {
  concertId: number;
  performanceId: number;
  /** Title of the concert in the user's language. */
  title: string;
  startsAt: string;
  orphanRule: boolean;
  status: PlaceState;
  seats: Outputs['seating']['seats'];
  held: Booking | null;
}

export function SeatPicker({ status, ...shown }: SeatPickerProps) {
  const turn = useTurn(shown.concertId, status);
  if (turn.over) return <TurnOver concertId={shown.concertId} turn={turn} />;
  return <Choosing turn={turn} {...shown} />;
}

interface ChoosingProps extends Omit<SeatPickerProps, 'status'> {
  turn: Turn;
}

function Choosing({
  turn,
  concertId,
  performanceId,
  title,
  startsAt,
  orphanRule,
  ...rendered
}: ChoosingProps) {
  const t = useTranslations('seating.map');
  const format = useFormats();
  const [view, setView] = useState<View>('map');
  const [asked, setAsked] = useState<Seat | null>(null);
  const [pressedStale, setPressedStale] = useState(false);
  const zoom = useZoom();
  const { seats, held, expired, forget, error, stale, mapAt, refresh } = useSeats(
    concertId,
    performanceId,
    rendered,
  );
  const choice = useChoice({ concertId, performanceId, seats, held, mapAt, stale, orphanRule });
  useTurnRefusal(concertId, choice.trouble.error ?? error);
  if (pressedStale && !stale) setPressedStale(false);
  // The server refuses the seats of a cancelled date only.
  if (error !== null && refusalOf(error).code === 'SALE_CLOSED')
    return <Cancelled concertId={concertId} performanceId={performanceId} focused />;

  const elsewhere = held !== null && held.performanceId !== performanceId;
  const onPress = (seat: Seat) => {
    forget();
    setPressedStale(stale);
    if (elsewhere && seat.state === 'available' && !stale) setAsked(seat);
    else choice.press(seat);
  };
  const lost = expired?.performanceId === performanceId ? expired.seats : [];
  const areFree =
    seats.filter(({ seat, state }) => lost.includes(seat) && state === 'available').length ===
    lost.length;
  const onAgain = () => {
    forget();
    choice.take(lost);
  };
  return (
    <>
      <TurnBar turn={turn} held={held} onHoldOver={refresh} quiet={stale} />
      <Page title={t('title')} lead={`${title} · ${format.moment(startsAt)}`}>
        {elsewhere && <HeldElsewhere held={held} />}
        {/* The zoom tools appear below the map, but follow the checkout button in the tab
            order. */}
        <div className="grid items-start gap-5 lg:grid-cols-[1fr_20rem] short:grid-cols-[1fr_17rem]">
          <div className="order-1 flex min-w-0 flex-col gap-4">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <ViewSwitch view={view} onChange={setView} />
              <Legend seats={seats} />
            </div>
            {orphanRule && <p className="text-sm text-muted">{t('orphanRule')}</p>}
            <Fresh stale={stale}>
              {view === 'map' ? (
                <SeatMap
                  zoom={zoom}
                  seats={seats}
                  lookOf={choice.lookOf}
                  onPress={onPress}
                  stale={stale}
                />
              ) : (
                <SeatList seats={seats} lookOf={choice.lookOf} onPress={onPress} stale={stale} />
              )}
            </Fresh>
          </div>
          <div className="bottom-0 z-10 order-3 -mx-4 sm:mx-0 lg:top-14 lg:bottom-auto lg:order-2 lg:row-span-2 tall:sticky short:sticky short:top-2 short:bottom-auto short:order-2 short:row-span-2">
            <div className="mx-4 mb-3 flex flex-col gap-3 empty:hidden sm:mx-0">
              {expired !== null && (
                <ExpiredHold
                  key={expired.reservationId}
                  reason={expired.releasedReason}
                  onAgain={lost.length > 0 && areFree && !stale ? onAgain : undefined}
                />
              )}
              <Trouble
                {...choice.trouble}
                onWayOut={choice.takeWayOut}
                undone={choice.undone}
                offline={pressedStale && stale}
              />
            </div>
            <Summary held={elsewhere ? null : held} busy={choice.busy} />
          </div>
          {view === 'map' && (
            <div className="order-2 lg:order-3 short:order-3">
              <ZoomTools zoom={zoom} />
            </div>
          )}
        </div>
        <MoveDialog
          held={held}
          seat={asked}
          onAnswer={(yes) => {
            setAsked(null);
            if (yes && asked !== null) choice.press(asked);
          }}
        />
      </Page>
    </>
  );
}
