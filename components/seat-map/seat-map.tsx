'use client';

import { useTranslations } from 'next-intl';
import { type FocusEvent, type KeyboardEvent, memo, type MouseEvent, useState } from 'react';
import { cn } from '../ui/cn.ts';
import {
  type Arrangement,
  blocksOf,
  fit,
  neighbour,
  pitch,
  ranksOf,
  rowsOf,
  type Seat,
} from './arrange.ts';
import { BlockLabel } from './block-label.tsx';
import {
  type SeatsShown,
  seatElementId,
  showReached,
  useRowName,
  useSeatName,
} from './seat-name.ts';
import { type Look, SeatShape } from './seat-shape.tsx';
import type { Zoom } from './use-zoom.ts';
import { ZoomFrame } from './zoom-frame.tsx';

/** Side of the smallest square that a press can hit, in CSS pixels. */
const pressPxMin = 24;
/** Side of that square after a press on a seat that is too small. */
const pressPx = 44;

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
  const [reached, setReached] = useState(
    () => (seats.find(({ state }) => state === 'available') ?? seats[0])?.seat,
  );
  const ranks = ranksOf(seats);
  const cellPx = pitch * scale * zoom.scale;

  const press = (seat: Seat, element: Element) => {
    if (zoom.size === null || cellPx >= pressPxMin) {
      onPress(seat);
      return;
    }
    const { left, top, width, height } = element.getBoundingClientRect();
    zoom.zoomBy(pressPx / cellPx, { x: left + width / 2, y: top + height / 2 });
    onMagnified?.();
  };
  const onClick = (event: MouseEvent) => {
    const found = seatAt(event.target, seats);
    // The second tap of a double tap magnifies the map, and is not about the seat.
    if (found !== null && !isSecondTap(event)) press(found.seat, found.element);
  };
  const onFocus = (event: FocusEvent) => {
    const found = seatAt(event.target, seats);
    if (found === null) return;
    setReached(found.seat.seat);
    showReached(found.element);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const found = seatAt(event.target, seats);
    if (found === null) return;
    const isModified = event.altKey || event.ctrlKey || event.metaKey;
    const isPress = event.key === 'Enter' || event.key === ' ';
    const next = isModified ? undefined : neighbour(map.spots, found.seat.seat, event.key);
    if (!isPress && next === undefined) return;
    event.preventDefault();
    if (isPress) press(found.seat, found.element);
    else if (next !== undefined)
      document.getElementById(seatElementId(next))?.focus({ preventScroll: true });
  };

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
        onClick={onClick}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
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

const isSecondTap = ({ detail, nativeEvent }: MouseEvent): boolean =>
  detail > 1 && nativeEvent instanceof PointerEvent && nativeEvent.pointerType === 'touch';

/** Finds the seat at the target of an event. One listener serves all seats of the map. */
function seatAt(target: EventTarget, seats: Seat[]): { seat: Seat; element: Element } | null {
  const element = target instanceof Element ? target.closest('[data-seat]') : null;
  const number = Number(element?.getAttribute('data-seat'));
  const seat = seats.find((each) => each.seat === number);
  return element === null || seat === undefined ? null : { seat, element };
}

function Stage({ text, map: { width, top } }: { text: string; map: Arrangement }) {
  const bottom = top - 14;
  return (
    <>
      <path
        d={`M${width / 2 - 130} 6 H${width / 2 + 130} L${width / 2 + 104} ${bottom - 6} Q${width / 2} ${bottom + 6} ${width / 2 - 104} ${bottom - 6} Z`}
        className="fill-line forced-colors:fill-raised forced-colors:stroke-line"
      />
      <text
        x={width / 2}
        y={bottom / 2 + 8}
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
  number: number;
  x: number;
  y: number;
  look: Look;
  kind: Seat['kind'];
  rank: number;
  name: string;
  isStale: boolean;
  isReached: boolean;
  isFaded: boolean;
}

/** Has only plain properties, so that a new map draws only the seats that changed. */
const SeatOnMap = memo(function SeatOnMap({
  number,
  x,
  y,
  look,
  kind,
  rank,
  name,
  isStale,
  isReached,
  isFaded,
}: SeatOnMapProps) {
  const isOpen = look === 'available' || look === 'mine';
  return (
    <g role="gridcell" transform={`translate(${x} ${y})`}>
      <g
        id={seatElementId(number)}
        data-seat={number}
        role="button"
        tabIndex={isReached ? 0 : -1}
        aria-pressed={look === 'mine' || look === 'taking'}
        aria-disabled={isStale || !isOpen}
        className="group cursor-pointer outline-none aria-disabled:cursor-not-allowed"
      >
        <title>{name}</title>
        <rect x={-23} y={-23} width={46} height={46} fill="transparent" />
        <g className={cn('transition-opacity', isFaded && 'opacity-25')}>
          <SeatShape
            look={look}
            kind={kind}
            rank={rank}
            number={look === 'mine' ? undefined : number}
          />
        </g>
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
