'use client';

import { useTranslations } from 'next-intl';
import { blocksOf, pitch, ranksOf } from './arrange.ts';
import { fit } from './fit.ts';
import { SeatGrid } from './seat-grid.tsx';
import { SeatOnMap } from './seat-on-map.tsx';
import { useSeatEvents } from './use-seat-events.ts';
import type { Look } from './seat-shape.tsx';
import { type SeatsShown, useSeatName } from './seat-name.ts';
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
      <SeatGrid
        label={t('label')}
        keys={t('keys')}
        {...{ blocks, map, ranks, events }}
        className="w-full"
      >
        {({ seat, x, y }) => {
          const look = lookOf(seat);
          const isOpen = look === 'available' || look === 'mine';
          return (
            <SeatOnMap
              key={seat.seat}
              {...{ x, y, look, kind: seat.kind, number: seat.seat }}
              hasNumber={look === 'available' || isPending(look)}
              name={seatName(seat, look)}
              rank={ranks.get(seat.grade) ?? 0}
              isFaded={grade !== null && seat.grade !== grade && look !== 'mine'}
              isPressed={look === 'mine' || look === 'taking'}
              isDisabled={stale || !isOpen}
              isReached={seat.seat === reached}
            />
          );
        }}
      </SeatGrid>
    </ZoomFrame>
  );
}

const isPending = (look: Look): boolean => look === 'taking' || look === 'releasing';
