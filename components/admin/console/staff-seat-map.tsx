'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import {
  arrange,
  blocksOf,
  compact,
  neighbour,
  ranksOf,
  type Spot,
} from '../../seat-map/arrange.ts';
import { BlockLabel } from '../../seat-map/block-label.tsx';
import { cn } from '../../ui/cn.ts';
import { type AdminSeat, useSeatSentence } from '../seat-words.ts';
import { StaffSeatShape } from './staff-seat-shape.tsx';

interface StaffSeatMapProps {
  seats: AdminSeat[];
  /** Seats that are chosen together, for a block. */
  chosen?: readonly number[];
  isCompact?: boolean;
  onPress: (seat: number) => void;
  className?: string;
}

const elementId = (seat: number) => `staff-seat-${String(seat)}`;

/**
 * Shows the arrangement that fans see, with the state of each seat. All seats are one tab stop.
 * Arrow keys, Home and End move between seats; Enter or Space opens one.
 */
export function StaffSeatMap({
  seats,
  chosen = [],
  isCompact = false,
  onPress,
  className,
}: StaffSeatMapProps) {
  const t = useTranslations('admin');
  const sentence = useSeatSentence();
  const ranks = ranksOf(seats);
  const { labels, spots, width, height } = isCompact
    ? arrange(blocksOf(seats), compact)
    : arrange(blocksOf(seats));
  const [reached, setReached] = useState(seats[0]?.seat);
  const byNumber = new Map(seats.map((seat) => [seat.seat, seat]));
  const onKeyDown = (event: KeyboardEvent, { seat: { seat } }: Spot) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onPress(seat);
      return;
    }
    const next =
      event.altKey || event.ctrlKey || event.metaKey
        ? undefined
        : neighbour(spots, seat, event.key);
    if (next === undefined) return;
    event.preventDefault();
    document.getElementById(elementId(next))?.focus({ preventScroll: true });
  };
  return (
    <svg
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="group"
      aria-label={t('mapLabel')}
      className={cn('block', className)}
    >
      <Stage text={t('stage')} width={width} isCompact={isCompact} />
      {labels.map(({ grades, y }) =>
        isCompact ? (
          <text key={y} x={2} y={y + 12} fontSize={16} fontWeight={600} className="fill-muted">
            {grades.map(({ grade }) => grade).join('·')}
          </text>
        ) : (
          <BlockLabel key={y} {...{ grades, ranks, y }} x={width / 2} />
        ),
      )}
      {spots.map((spot) => {
        const { seat } = spot.seat;
        const known = byNumber.get(seat);
        return (
          known !== undefined && (
            <g
              key={seat}
              id={elementId(seat)}
              role="button"
              tabIndex={seat === reached ? 0 : -1}
              {...(chosen.length > 0 && { 'aria-pressed': chosen.includes(seat) })}
              transform={`translate(${String(spot.x)} ${String(spot.y)})`}
              className="group cursor-pointer outline-none"
              onClick={() => onPress(seat)}
              onFocus={() => setReached(seat)}
              onKeyDown={(event) => onKeyDown(event, spot)}
            >
              <title>{sentence(known)}</title>
              <rect x={-23} y={-23} width={46} height={46} fill="transparent" />
              <StaffSeatShape state={known.state} number={seat} isVoid={known.ticketVoid} />
              <rect
                x={-21.5}
                y={-21.5}
                width={43}
                height={43}
                rx={12}
                strokeWidth={3}
                className="fill-none stroke-ink opacity-0 group-focus-visible:opacity-100 group-aria-pressed:opacity-100"
              />
            </g>
          )
        );
      })}
    </svg>
  );
}

function Stage({ text, width, isCompact }: { text: string; width: number; isCompact: boolean }) {
  const bottom = isCompact ? 26 : 52;
  return (
    <>
      <rect x={0} y={2} width={width} height={bottom} rx={8} className="fill-raised" />
      <text
        x={width / 2}
        y={bottom / 2 + 8}
        textAnchor="middle"
        fontSize={16}
        fontWeight={600}
        className="fill-muted"
      >
        {text}
      </text>
    </>
  );
}
