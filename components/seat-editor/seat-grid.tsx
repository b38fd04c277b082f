'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import { SeatShape } from '../seat-map/seat-shape.tsx';
import { placed, type Placed } from './plan.ts';
import { SeatSign } from './seat-sign.tsx';
import { useSeatSummary, type SeatStates } from './seat-words.ts';
import { pressed, reached, type Selection } from './selection.ts';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';

interface SeatGridProps {
  seats: readonly SeatFields[];
  states: SeatStates;
  selection: Selection;
  onSelect: (next: Selection) => void;
}

/**
 * Shows the plan of the hall. A drag or a shift-press chooses a range, a press with Ctrl or on a
 * touch screen adds a seat. With a keyboard, arrows move, Shift extends and Space adds.
 */
export function SeatGrid({ seats, states, selection, onSelect }: SeatGridProps) {
  const t = useTranslations('editing.seats');
  const grid = useRef<HTMLDivElement>(null);
  const positions = placed(seats);
  const [current, setCurrent] = useState<number | null>(null);
  const first = positions[0]?.seat.seat ?? null;
  const tabStop = positions.some(({ seat }) => seat.seat === current) ? current : first;
  const columns = columnsOf(positions);
  const rows = [...Map.groupBy(positions, ({ row }) => row)];
  const press = (seat: number, keys: { extend?: boolean; toggle?: boolean }) =>
    onSelect(pressed(selection, positions, seat, keys));

  const onKeyDown = (event: KeyboardEvent, seat: number) => {
    if (event.key === ' ' || event.key === 'Enter') press(seat, { toggle: true });
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey))
      onSelect({ anchor: seat, chosen: new Set(seats.map((each) => each.seat)) });
    else {
      const next = reached(positions, seat, event.key);
      if (next === undefined) return;
      grid.current?.querySelector<HTMLElement>(`[data-seat="${next}"]`)?.focus();
      if (event.shiftKey) {
        const from = selection.anchor === null ? { ...selection, anchor: seat } : selection;
        onSelect(pressed(from, positions, next, { extend: true }));
      }
    }
    event.preventDefault();
  };
  return (
    <div className="flex flex-col gap-2">
      <p className="rounded-lg bg-raised py-1 text-center text-sm text-muted">{t('stage')}</p>
      <div className="overflow-x-auto p-1">
        <div
          ref={grid}
          role="grid"
          aria-label={t('grid')}
          aria-multiselectable
          aria-describedby="seat-grid-keys"
          className="flex w-fit min-w-full flex-col items-center gap-1 select-none"
        >
          {rows.map(([row, inRow]) => (
            <div
              key={row}
              role="row"
              className="grid gap-1"
              style={{ gridTemplateColumns: `2rem ${templateOf(columns)}` }}
            >
              <RowHeader
                row={row}
                onChoose={(toggle) =>
                  onSelect({
                    anchor: inRow[0]?.seat.seat ?? null,
                    chosen: new Set([
                      ...(toggle ? selection.chosen : []),
                      ...inRow.map(({ seat }) => seat.seat),
                    ]),
                  })
                }
              />
              {inRow.map((position) => (
                <SeatCell
                  key={position.seat.seat}
                  position={position}
                  at={columns.indexOf(position.column)}
                  state={states.get(position.seat.seat)}
                  isChosen={selection.chosen.has(position.seat.seat)}
                  isTabStop={position.seat.seat === tabStop}
                  onPress={(keys) => press(position.seat.seat, keys)}
                  onKeyDown={(event) => onKeyDown(event, position.seat.seat)}
                  onFocus={() => setCurrent(position.seat.seat)}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
      <p id="seat-grid-keys" className="text-sm text-muted">
        {t('keys')}
      </p>
    </div>
  );
}

/** Lists the columns from the first to the last. A gap of any width is one column. */
function columnsOf(positions: readonly Placed[]): (number | null)[] {
  const used = [...new Set(positions.map(({ column }) => column))].sort((a, b) => a - b);
  return used.flatMap((column, at) => {
    const before = used[at - 1];
    return before !== undefined && column - before > 1 ? [null, column] : [column];
  });
}

const templateOf = (columns: readonly (number | null)[]) =>
  columns.map((column) => (column === null ? '1rem' : 'minmax(2rem, 2.75rem)')).join(' ');

function RowHeader({ row, onChoose }: { row: number; onChoose: (toggle: boolean) => void }) {
  const t = useTranslations('editing.seats');
  return (
    <div role="rowheader" className="flex items-center justify-end">
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('chooseRow', { row })}
        className="min-h-8 w-full rounded-md text-sm text-muted tabular-nums hover:bg-raised"
        onClick={(event) => onChoose(event.ctrlKey || event.metaKey || event.shiftKey)}
      >
        {row}
      </button>
    </div>
  );
}

interface SeatCellProps {
  position: Placed;
  /** Index of the column. */
  at: number;
  state: ReturnType<SeatStates['get']>;
  isChosen: boolean;
  isTabStop: boolean;
  onPress: (keys: { extend?: boolean; toggle?: boolean }) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
}

const isByMouse = ({ nativeEvent }: MouseEvent): boolean =>
  nativeEvent instanceof window.PointerEvent && nativeEvent.pointerType === 'mouse';

function SeatCell(props: SeatCellProps) {
  const { position, at, state, isChosen, isTabStop, onPress, onKeyDown, onFocus } = props;
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
      aria-label={name}
      title={name}
      tabIndex={isTabStop ? 0 : -1}
      style={{ gridColumn: at + 2 }}
      className="relative cursor-pointer rounded-lg text-center"
      onPointerDown={begin}
      onPointerEnter={extend}
      onClick={(event) => {
        if (!isByMouse(event)) onPress({ toggle: true });
      }}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
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
