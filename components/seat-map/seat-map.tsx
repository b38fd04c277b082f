'use client';

import { useTranslations } from 'next-intl';
import { blocksOf, pitch, ranksOf, rowsOf } from './arrange.ts';
import { BlockLabel } from './block-label.tsx';
import { fit } from './fit.ts';
import { SeatOnMap } from './seat-on-map.tsx';
import { Stage } from './stage.tsx';
import { useSeatEvents } from './use-seat-events.ts';
import { type SeatsShown, useRowName, useSeatName } from './seat-name.ts';
import type { Zoom } from './use-zoom.ts';
import { ZoomFrame } from './zoom-frame.tsx';

interface SeatMapProps extends SeatsShown {
  zoom: Zoom;
  /** Grade that the user looks for; the seats of other grades fade. Null: all grades. */
  grade?: string | null;
  /** Runs when a press magnifies the map, because the seats are too small to be pressed. */
  onMagnified?: () => void;
  className?: string | undefined;
}

/**
 * Makes all seats one tab stop, so that Tab leaves the map at once. Arrow keys move between seats.
 * Enter or Space chooses a seat. Where seats are too small to be pressed, a press magnifies the map.
 */
export function SeatMap({
  seats,
  lookOf,
  onPress,
  stale,
  zoom,
  grade = null,
  onMagnified,
  className,
}: SeatMapProps) {
  const t = useTranslations('seating.map');
  const seatName = useSeatName();
  const rowName = useRowName();
  const blocks = blocksOf(seats);
  const { map, scale } = fit(blocks, zoom.size);
  const ranks = ranksOf(seats);
  const { reached, ...events } = useSeatEvents({
    seats,
    spots: map.spots,
    cellPx: zoom.size === null ? Infinity : pitch * scale * zoom.scale,
    onPress,
    onMagnify: (factor, at) => {
      zoom.zoomBy(factor, at);
      onMagnified?.();
    },
  });

  return (
    <ZoomFrame zoom={zoom} width={map.width * scale} className={className}>
      <p id="seat-map-keys" className="sr-only">
        {t('keys')}
      </p>
      <svg
        viewBox={`0 0 ${String(map.width)} ${String(map.height)}`}
        role="grid"
        aria-label={t('label')}
        aria-describedby="seat-map-keys"
        className="block w-full"
        {...events}
      >
        <g aria-hidden>
          <Stage text={t('stage')} map={map} />
          {map.labels.map((label) => (
            <BlockLabel key={label.y} {...label} x={map.width / 2} ranks={ranks} />
          ))}
        </g>
        {rowsOf(blocks, map.spots).map(({ grades, nth, spots }) => (
          <g key={spots[0]?.seat.seat} role="row">
            {/* The drawn grades are hidden from screen readers, which read this header instead. */}
            <text role="rowheader" y={spots[0]?.y} fontSize={1} fill="transparent">
              {rowName(grades, nth)}
            </text>
            {spots.map(({ seat, x, y }) => (
              <SeatOnMap
                key={seat.seat}
                {...{ x, y, kind: seat.kind, number: seat.seat }}
                look={lookOf(seat)}
                name={seatName(seat, lookOf(seat))}
                rank={ranks.get(seat.grade) ?? 0}
                isFaded={grade !== null && seat.grade !== grade && lookOf(seat) !== 'mine'}
                isStale={stale}
                isReached={seat.seat === reached}
              />
            ))}
          </g>
        ))}
      </svg>
    </ZoomFrame>
  );
}
