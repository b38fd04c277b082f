'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { placed, type Placed } from './plan.ts';
import { SeatCell } from './seat-cell.tsx';
import type { SeatStates } from './seat-words.ts';
import { keyed, pressed, type Selection } from './selection.ts';

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
export function SeatGrid(props: SeatGridProps) {
  const t = useTranslations('editing.seats');
  return (
    <div className="flex flex-col gap-2">
      <p className="rounded-lg bg-raised py-1 text-center text-sm text-muted">{t('stage')}</p>
      <div className="overflow-x-auto p-0.5">
        <Rows {...props} />
      </div>
      <p id="seat-grid-keys" className="text-sm text-muted">
        {t('keys')}
      </p>
    </div>
  );
}

/** Makes all seats one tab stop, so that Tab leaves the plan at once. */
function Rows({ seats, states, selection, onSelect }: SeatGridProps) {
  const t = useTranslations('editing.seats');
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<number | null>(null);
  const positions = placed(seats);
  const columns = columnsOf(positions);
  const isShown = positions.some(({ seat }) => seat.seat === current);
  const tabStop = isShown ? current : (positions[0]?.seat.seat ?? null);
  const onKeyDown = (event: KeyboardEvent, seat: number) => {
    const after = keyed(selection, positions, seat, event);
    if (after === null) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-seat="${after.focus}"]`)?.focus();
    onSelect(after.selection);
  };
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={t('grid')}
      aria-multiselectable
      aria-describedby="seat-grid-keys"
      className="flex w-fit min-w-full flex-col items-center gap-1 select-none"
    >
      {[...Map.groupBy(positions, ({ row }) => row)].map(([row, inRow]) => (
        <div key={row} role="row" className="flex gap-0.5 sm:gap-1">
          <RowHeader row={row} seats={inRow} selection={selection} onSelect={onSelect} />
          {columns.map((column, at) => {
            const position = inRow.find((each) => each.column === column);
            if (position === undefined)
              return <span key={at} aria-hidden className={widthOf(column)} />;
            const { seat } = position.seat;
            return (
              <SeatCell
                key={at}
                position={position}
                state={states.get(seat)}
                isChosen={selection.chosen.has(seat)}
                isTabStop={seat === tabStop}
                onPress={(keys) => onSelect(pressed(selection, positions, seat, keys))}
                onKeyDown={(event) => onKeyDown(event, seat)}
                onFocus={() => setCurrent(seat)}
              />
            );
          })}
        </div>
      ))}
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

// Uses classes, because the security policy blocks inline styles of rendered pages.
const widthOf = (column: number | null) =>
  column === null ? 'w-4 shrink-0' : 'w-7 shrink-0 sm:w-10';

interface RowHeaderProps extends Pick<SeatGridProps, 'selection' | 'onSelect'> {
  row: number;
  seats: readonly Placed[];
}

/** Chooses a row. With Ctrl or Shift, the other chosen seats stay. */
function RowHeader({ row, seats, selection, onSelect }: RowHeaderProps) {
  const t = useTranslations('editing.seats');
  const numbers = seats.map(({ seat }) => seat.seat);
  return (
    <div role="rowheader" className="flex w-6 shrink-0 items-center justify-end">
      <button
        type="button"
        tabIndex={-1}
        className="min-h-8 w-full rounded-md text-sm text-muted tabular-nums hover:bg-raised"
        onClick={({ ctrlKey, metaKey, shiftKey }) => {
          const kept = ctrlKey || metaKey || shiftKey ? [...selection.chosen] : [];
          onSelect({ anchor: numbers[0] ?? null, chosen: new Set([...kept, ...numbers]) });
        }}
      >
        <span aria-hidden>{row}</span>
        <span className="sr-only">{t('chooseRow', { row })}</span>
      </button>
    </div>
  );
}
