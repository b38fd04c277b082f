'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, type SVGAttributes, useId } from 'react';
import { type Arrangement, type Block, rowsOf, type Spot } from './arrange.ts';
import { BlockLabel } from './block-label.tsx';
import { useRowName } from './seat-name.ts';
import { Stage } from './stage.tsx';
import { cn } from '../ui/cn.ts';

interface SeatGridProps {
  label: string;
  /** Explains the keys to screen readers. */
  keys: string;
  blocks: Block[];
  map: Arrangement;
  /** Ranks of the grades by price, from 0. */
  ranks: ReadonlyMap<string, number>;
  /** Names the grades at the left edge and without prices. */
  isCompact?: boolean;
  events: Pick<SVGAttributes<SVGSVGElement>, 'onClick' | 'onFocus' | 'onKeyDown'>;
  className?: string | undefined;
  children: (spot: Spot) => ReactNode;
}

/** Draws the stage, the grades and the rows of seats, for fans and for staff. */
export function SeatGrid(props: SeatGridProps) {
  const { label, keys, blocks, map, ranks, isCompact = false, events, className, children } = props;
  const t = useTranslations('seating.map');
  const rowName = useRowName();
  const keysId = useId();
  return (
    <>
      <p id={keysId} className="sr-only">
        {keys}
      </p>
      <svg
        viewBox={`0 0 ${String(map.width)} ${String(map.height)}`}
        role="grid"
        aria-label={label}
        aria-describedby={keysId}
        className={cn('block', className)}
        {...events}
      >
        <g aria-hidden>
          <Stage text={t('stage')} map={map} />
          {map.labels.map((at) => (
            <BlockLabel key={at.y} {...{ ...at, ranks, isCompact }} middle={map.width / 2} />
          ))}
        </g>
        {rowsOf(blocks, map.spots).map(({ grades, nth, spots }) => (
          <g key={spots[0]?.seat.seat} role="row">
            {/* The drawn grades are hidden from screen readers, which read this header instead. */}
            <text role="rowheader" y={spots[0]?.y} fontSize={1} fill="transparent">
              {rowName(grades, nth)}
            </text>
            {spots.map(children)}
          </g>
        ))}
      </svg>
    </>
  );
}
