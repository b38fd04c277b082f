'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { arrange, blocksOf, neighbour, type Spot } from './arrange.ts';
import {
  type SeatsShown,
  seatElementId,
  showReached,
  useBlockName,
  useSeatName,
} from './seat-name.ts';
import { type Look, SeatShape } from './seat-shape.tsx';
import type { Zoom } from './use-zoom.ts';
import { ZoomFrame } from './zoom-frame.tsx';

/**
 * Makes all seats one tab stop, so that Tab leaves the map at once. Arrow keys move between seats.
 * Enter or Space chooses a seat.
 */
export function SeatMap({ seats, lookOf, onPress, stale, zoom }: SeatsShown & { zoom: Zoom }) {
  const t = useTranslations('seating.map');
  const blockName = useBlockName();
  const seatName = useSeatName();
  const { labels, spots, width, height } = arrange(blocksOf(seats));
  const [reached, setReached] = useState(
    () => (seats.find(({ state }) => state === 'available') ?? seats[0])?.seat,
  );

  const onKeyDown = (event: KeyboardEvent, { seat }: Spot) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onPress(seat);
      return;
    }
    const next =
      event.altKey || event.ctrlKey || event.metaKey
        ? undefined
        : neighbour(spots, seat.seat, event.key);
    if (next === undefined) return;
    event.preventDefault();
    document.getElementById(seatElementId(next))?.focus({ preventScroll: true });
  };

  return (
    <ZoomFrame zoom={zoom} ratio={width / height}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={t('label')}
        aria-describedby="seat-map-keys"
        className="block"
      >
        <desc id="seat-map-keys">{t('keys')}</desc>
        <Stage text={t('stage')} width={width} />
        {labels.map(({ grades, y }) => (
          <text
            key={y}
            x={width / 2}
            y={y}
            textAnchor="middle"
            fontSize={16}
            fontWeight={600}
            className="fill-muted"
          >
            {blockName(grades)}
          </text>
        ))}
        {spots.map((spot) => (
          <SeatOnMap
            key={spot.seat.seat}
            spot={spot}
            look={lookOf(spot.seat)}
            name={seatName(spot.seat, lookOf(spot.seat))}
            stale={stale}
            reached={spot.seat.seat === reached}
            onPress={() => onPress(spot.seat)}
            onReach={() => setReached(spot.seat.seat)}
            onKeyDown={(event) => onKeyDown(event, spot)}
          />
        ))}
      </svg>
    </ZoomFrame>
  );
}

function Stage({ text, width }: { text: string; width: number }) {
  return (
    <>
      <path
        d={`M70 8 H${width - 70} L${width - 100} 52 Q${width / 2} 66 100 52 Z`}
        className="fill-raised stroke-muted"
      />
      <text
        x={width / 2}
        y={38}
        textAnchor="middle"
        fontSize={17}
        fontWeight={700}
        className="fill-ink"
      >
        {text}
      </text>
    </>
  );
}

interface SeatOnMapProps {
  spot: Spot;
  look: Look;
  name: string;
  stale: boolean;
  reached: boolean;
  onPress: () => void;
  onReach: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function SeatOnMap({
  spot: { seat, x, y },
  look,
  name,
  stale,
  reached,
  onPress,
  onReach,
  onKeyDown,
}: SeatOnMapProps) {
  return (
    <g
      id={seatElementId(seat.seat)}
      role="button"
      tabIndex={reached ? 0 : -1}
      aria-pressed={look === 'mine' || look === 'taking'}
      aria-disabled={stale || (look !== 'available' && look !== 'mine')}
      transform={`translate(${x} ${y})`}
      className="group cursor-pointer outline-none aria-disabled:cursor-not-allowed"
      onClick={onPress}
      onFocus={(event) => {
        onReach();
        showReached(event.currentTarget);
      }}
      onKeyDown={onKeyDown}
    >
      <title>{name}</title>
      <rect x={-23} y={-23} width={46} height={46} fill="transparent" />
      <SeatShape look={look} number={seat.seat} kind={seat.kind} />
      <rect
        x={-21.5}
        y={-21.5}
        width={43}
        height={43}
        rx={12}
        strokeWidth={3}
        className="fill-none stroke-ink opacity-0 group-focus-visible:opacity-100"
      />
    </g>
  );
}
