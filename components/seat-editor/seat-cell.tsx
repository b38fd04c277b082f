'use client';

import { Ban, Circle, CircleCheckBig, Hourglass } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import type { AdminSeat } from '#server/admin/admin.schema.ts';
import { SeatShape } from '../seat-map/seat-shape.tsx';
import type { Placed } from './plan.ts';
import { type SeatStates, useSeatSummary } from './seat-words.ts';
import type { Press } from './selection.ts';

interface SeatCellProps {
  position: Placed;
  state: ReturnType<SeatStates['get']>;
  isChosen: boolean;
  isTabStop: boolean;
  onPress: (keys: Press) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
}

const isByMouse = ({ nativeEvent }: MouseEvent): boolean =>
  nativeEvent instanceof window.PointerEvent && nativeEvent.pointerType === 'mouse';

/** One seat of the plan, drawn as fans see it. */
export function SeatCell(props: SeatCellProps) {
  const { position, state, isChosen, isTabStop, onPress, onKeyDown, onFocus } = props;
  const t = useTranslations('editing.seats');
  const summary = useSeatSummary();
  const { seat } = position;
  const isTaken = state === 'held' || state === 'sold';
  const name = [summary(seat), ...(isTaken ? [t(`taken.${state}`)] : [])].join(', ');
  const begin = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    onPress({ extend: event.shiftKey, toggle: event.ctrlKey || event.metaKey });
  };
  const extend = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.buttons === 1) onPress({ extend: true });
  };
  return (
    <div
      role="gridcell"
      data-seat={seat.seat}
      aria-selected={isChosen}
      title={name}
      tabIndex={isTabStop ? 0 : -1}
      className="relative w-7 shrink-0 cursor-pointer rounded-lg text-center sm:w-10"
      onPointerDown={begin}
      onPointerEnter={extend}
      onClick={(event) => {
        if (!isByMouse(event)) onPress({ toggle: true });
      }}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      <span className="sr-only">{name}</span>
      <svg viewBox="-20 -20 40 40" aria-hidden className="block w-full">
        <SeatShape
          look={isChosen ? 'mine' : 'available'}
          number={seat.seat}
          kind={seat.kind ?? 'STANDARD'}
        />
      </svg>
      {isTaken && (
        <span className="absolute top-0 right-0 rounded-full bg-surface text-warning">
          <SeatSign state={state} />
        </span>
      )}
      <span aria-hidden className="block truncate text-xs">
        {seat.grade}
      </span>
    </div>
  );
}

const icons = { available: Circle, held: Hourglass, sold: CircleCheckBig, blocked: Ban };

/** Each state has its own shape, so that colour is never the only signal. */
function SeatSign({ state }: { state: AdminSeat['state'] }) {
  const Icon = icons[state];
  return <Icon aria-hidden className="size-4 shrink-0" />;
}
