'use client';

import { memo } from 'react';
import { cn } from '../ui/cn.ts';
import { gradeLook } from '../catalog/grade-colours.ts';
import type { Seat } from './arrange.ts';
import { useSeatMotion } from './seat-motion.ts';
import { seatElementId } from './seat-name.ts';
import { type Shape, SeatShape } from './seat-shape.tsx';

interface SeatOnMapProps {
  number: number;
  hasNumber: boolean;
  x: number;
  y: number;
  look: Shape;
  kind: Seat['kind'];
  rank: number;
  name: string;
  /** Undefined where a press does not choose the seat. */
  isPressed: boolean | undefined;
  isDisabled: boolean;
  isReached: boolean;
  isFaded: boolean;
}

/** Has only plain properties, so that a new map draws only the seats that changed. */
export const SeatOnMap = memo(function SeatOnMap({
  number,
  hasNumber,
  x,
  y,
  look,
  kind,
  rank,
  name,
  isPressed,
  isDisabled,
  isReached,
  isFaded,
}: SeatOnMapProps) {
  const motion = useSeatMotion(look);
  return (
    <g role="gridcell" transform={`translate(${x} ${y})`}>
      <g
        id={seatElementId(number)}
        data-seat={number}
        role="button"
        tabIndex={isReached ? 0 : -1}
        aria-pressed={isPressed}
        aria-disabled={isDisabled}
        className="group cursor-pointer outline-none aria-disabled:cursor-not-allowed"
      >
        <title>{name}</title>
        <rect x={-23} y={-23} width={46} height={46} fill="transparent" />
        <g className={cn('transition-opacity', isFaded && 'opacity-25')}>
          <SeatShape look={look} kind={kind} rank={rank} number={hasNumber ? number : undefined} />
        </g>
        {motion !== null && (
          <rect
            x={-19}
            y={-19}
            width={38}
            height={38}
            rx={11}
            className={cn(
              'pointer-events-none opacity-0',
              motion === 'taken'
                ? [gradeLook(rank).fill, 'motion-safe:animate-taken']
                : 'fill-none stroke-success motion-safe:animate-freed',
            )}
            strokeWidth={motion === 'taken' ? 0 : 6}
          />
        )}
        <rect
          x={-21.5}
          y={-21.5}
          width={43}
          height={43}
          rx={13}
          strokeWidth={3}
          className="fill-none stroke-accent opacity-0 group-focus-visible:opacity-100"
        />
      </g>
    </g>
  );
});
