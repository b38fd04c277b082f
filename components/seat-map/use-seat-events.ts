import { type FocusEvent, type KeyboardEvent, type MouseEvent, useState } from 'react';
import { neighbour, type Seat, type Spot } from './arrange.ts';
import type { Point } from './gestures.ts';
import { seatElementId, showReached } from './seat-name.ts';

/** Side of the smallest square that a press can hit, in CSS pixels. */
const pressPxMin = 24;
/** Side of that square after a press on a seat that is too small. */
const pressPx = 44;

interface SeatEvents {
  seats: Seat[];
  spots: Spot[];
  /** Side of the square that a press on a seat can hit, in CSS pixels. */
  cellPx?: number;
  onPress: (seat: Seat) => void;
  /** Magnifies the map by `factor` around a point, because the seats are too small. */
  onMagnify?: (factor: number, at: Point) => void;
}

/**
 * Handles presses, focus and keys of all seats by one listener each. `reached` is the seat at which
 * Tab enters the map.
 */
export function useSeatEvents({ seats, spots, cellPx = Infinity, onPress, onMagnify }: SeatEvents) {
  const [reached, setReached] = useState(
    () => (seats.find(({ state }) => state === 'available') ?? seats[0])?.seat,
  );
  const press = (seat: Seat, element: Element) => {
    if (cellPx >= pressPxMin) {
      onPress(seat);
      return;
    }
    const { left, top, width, height } = element.getBoundingClientRect();
    onMagnify?.(pressPx / cellPx, { x: left + width / 2, y: top + height / 2 });
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
    const next = isModified ? undefined : neighbour(spots, found.seat.seat, event.key);
    if (!isPress && next === undefined) return;
    event.preventDefault();
    if (isPress) press(found.seat, found.element);
    else if (next !== undefined)
      document.getElementById(seatElementId(next))?.focus({ preventScroll: true });
  };
  return { reached, onClick, onFocus, onKeyDown };
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
