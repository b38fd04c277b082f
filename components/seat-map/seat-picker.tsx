'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Outputs } from '../api.ts';
import type { Booking } from '../booking.ts';
import { refusalOf } from '../errors.ts';
import type { PlaceState } from '../place-state.ts';
import { Cancelled } from '../turn/cancelled.tsx';
import { ClockPill } from '../turn/clock-pill.tsx';
import { ExpiredHold } from '../turn/expired-notice.tsx';
import { SaleFrame } from '../turn/sale-frame.tsx';
import { TurnOver } from '../turn/turn-over.tsx';
import { type Turn, useTurn } from '../turn/use-turn.ts';
import { DateButton } from './date-button.tsx';
import { Grades } from './grades.tsx';
import { insteadOf } from './instead.ts';
import { SeatView, type View, ViewTools } from './seat-view.tsx';
import { Summary } from './summary.tsx';
import { Trouble } from './trouble.tsx';
import { usePicker } from './use-picker.ts';
import { useZoom } from './use-zoom.ts';

// Loads the dialog when it opens, because its code is larger than the map's.
const MoveDialog = dynamic(async () => (await import('./move-dialog.tsx')).MoveDialog);

interface SeatPickerProps {
  concertId: number;
  performanceId: number;
  /** Title of the concert in the user's language. */
  title: string;
  startsAt: string;
  orphanRule: boolean;
  maxSeats: number;
  /** True if the concert has other dates. */
  hasDates: boolean;
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

function Choosing({ turn, title, startsAt, hasDates, maxSeats, ...shown }: ChoosingProps) {
  const { concertId, performanceId, orphanRule } = shown;
  const t = useTranslations('seating');
  const [grade, setGrade] = useState<string | null>(null);
  const [view, setView] = useState<View>('map');
  const zoom = useZoom();
  const picker = usePicker(shown);
  const { seats, held, choice, stale, elsewhere } = picker;
  // The server refuses the seats of a cancelled date only.
  if (picker.error !== null && refusalOf(picker.error).code === 'SALE_CLOSED')
    return <Cancelled concertId={concertId} performanceId={performanceId} focused />;

  return (
    <SaleFrame
      step="seats"
      back={{
        href: `/concerts/${concertId}${hasDates ? '/dates' : ''}`,
        label: t(hasDates ? 'steps.toDates' : 'turn.concert'),
      }}
      name={t('map.title')}
      title={title}
      about={
        <DateButton
          {...{ concertId, startsAt, hasDates }}
          heldPerformanceId={held?.performanceId}
          onRefused={stale ? picker.refuse : undefined}
        />
      }
      aside={<ClockPill turn={turn} held={held} onHoldOver={picker.refresh} />}
      isUnreachable={turn.unreachable && !stale}
    >
      <main
        id="content"
        className="grid min-h-0 flex-1 grid-rows-[auto_1fr_auto] side:grid-cols-[1fr_20rem]"
      >
        <Grades seats={seats} grade={grade} onChoose={setGrade} />
        <SeatView
          seats={seats}
          lookOf={choice.lookOf}
          onPress={picker.press}
          {...{ stale, grade, view, zoom }}
          onView={setView}
        />
        <div className="relative side:col-start-2 side:row-start-2 side:self-start side:p-2">
          <Messages picker={picker} orphanRule={orphanRule} />
          <Summary
            {...{ concertId, seats, held, elsewhere, maxSeats }}
            busy={choice.busy}
            onRelease={picker.press}
            onBest={(party) => picker.takeBest({ party, ...(grade !== null && { grade }) })}
          />
        </div>
        <ViewTools {...{ view, seats, orphanRule, zoom }} />
      </main>
      {picker.asked !== null && held !== null && (
        <MoveDialog held={held} asked={picker.asked} onAnswer={picker.answer} />
      )}
    </SaleFrame>
  );
}

interface MessagesProps {
  picker: ReturnType<typeof usePicker>;
  orphanRule: boolean;
}

/** Shows messages below the rows of seats, or beside them. */
function Messages({ picker, orphanRule }: MessagesProps) {
  const { seats, choice, expired } = picker;
  return (
    <div className="pointer-events-none absolute inset-x-2 bottom-full z-10 mb-2 flex flex-col gap-2 empty:hidden side:top-full side:bottom-auto squat:bottom-18 short:fixed short:top-16 short:left-auto short:w-76">
      {expired !== null && (
        <ExpiredHold
          key={expired.reservationId}
          reason={expired.releasedReason}
          onAgain={picker.takeAgain}
          onClose={picker.forget}
        />
      )}
      <Trouble
        {...choice.trouble}
        insteadOf={(lost) => insteadOf(seats, choice.lookOf, lost, orphanRule)}
        onTake={choice.take}
        onWayOut={choice.takeWayOut}
        onClose={choice.dismiss}
        undone={choice.undone}
        offline={picker.isRefused}
      />
    </div>
  );
}
