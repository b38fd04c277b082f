import { halfWidth } from '../half-width.ts';
import type { Placed } from './plan.ts';

export interface Selection {
  chosen: ReadonlySet<number>;
  /** Seat from which a range extends. */
  anchor: number | null;
}

export const nothing: Selection = { chosen: new Set(), anchor: null };

const isBetween = (value: number, a: number, b: number) =>
  value >= Math.min(a, b) && value <= Math.max(a, b);

/** Returns the seats in the rectangle whose corners are two seats. */
export function rectangle(seats: readonly Placed[], from: number, to: number): number[] {
  const at = (number: number) => seats.find(({ seat }) => seat.seat === number);
  const [a, b] = [at(from), at(to)];
  if (a === undefined || b === undefined) return [];
  return seats
    .filter(
      ({ row, column }) => isBetween(row, a.row, b.row) && isBetween(column, a.column, b.column),
    )
    .map(({ seat }) => seat.seat);
}

export interface Press {
  /** True if the range from the anchor is chosen. */
  extend?: boolean;
  /** True if the other chosen seats stay. */
  toggle?: boolean;
}

/** Returns the selection after a press on a seat. */
export function pressed(
  { chosen, anchor }: Selection,
  seats: readonly Placed[],
  seat: number,
  { extend = false, toggle = false }: Press,
): Selection {
  if (extend && anchor !== null) {
    const range = rectangle(seats, anchor, seat);
    return { anchor, chosen: new Set(toggle ? [...chosen, ...range] : range) };
  }
  if (!toggle) return { anchor: seat, chosen: new Set([seat]) };
  const next = new Set(chosen);
  if (!next.delete(seat)) next.add(seat);
  return { anchor: seat, chosen: next };
}

/** Returns the seat that an arrow key, Home or End reaches. */
export function reached(seats: readonly Placed[], from: number, key: string): number | undefined {
  const here = seats.find(({ seat }) => seat.seat === from);
  if (here === undefined) return undefined;
  const rows = [...new Set(seats.map(({ row }) => row))].sort((a, b) => a - b);
  const inRow = (row: number | undefined) => seats.filter((other) => other.row === row);
  const own = inRow(here.row);
  const beside = (step: number) => own[own.indexOf(here) + step];
  const nearest = (step: number) =>
    inRow(rows[rows.indexOf(here.row) + step]).toSorted(
      (a, b) => Math.abs(a.column - here.column) - Math.abs(b.column - here.column),
    )[0];
  const moves: Record<string, () => Placed | undefined> = {
    ArrowRight: () => beside(1),
    ArrowLeft: () => beside(-1),
    ArrowDown: () => nearest(1),
    ArrowUp: () => nearest(-1),
    Home: () => own[0],
    End: () => own.at(-1),
  };
  return moves[key]?.()?.seat.seat;
}

interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/**
 * Returns the selection after a key on a seat, and the seat that takes the focus. Returns null for a
 * key without a meaning.
 */
export function keyed(
  selection: Selection,
  seats: readonly Placed[],
  seat: number,
  { key, shiftKey, ctrlKey, metaKey }: Key,
): { selection: Selection; focus: number } | null {
  if (key === ' ' || key === 'Enter')
    return { selection: pressed(selection, seats, seat, { toggle: true }), focus: seat };
  if (key === 'a' && (ctrlKey || metaKey)) {
    const all = new Set(seats.map((each) => each.seat.seat));
    return { selection: { anchor: seat, chosen: all }, focus: seat };
  }
  const focus = reached(seats, seat, key);
  if (focus === undefined) return null;
  const from = { ...selection, anchor: selection.anchor ?? seat };
  return { selection: shiftKey ? pressed(from, seats, focus, { extend: true }) : selection, focus };
}

/**
 * Reads ranges such as `1-10, 13`. Returns null for any other text, and for a number that is no seat
 * of `known`.
 */
export function typedSeats(typed: string, known: ReadonlySet<number>): number[] | null {
  const parts = halfWidth(typed)
    .split(',')
    .map((part) => part.trim());
  const ranges = parts.map((part) => /^(\d{1,2})(?:\s*[-~–]\s*(\d{1,2}))?$/.exec(part));
  const numbers = ranges.flatMap((found) => {
    if (found === null) return [0];
    const [first, last = first] = [
      Number(found[1]),
      found[2] === undefined ? undefined : Number(found[2]),
    ];
    return first > last ? [0] : Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
  return numbers.every((number) => known.has(number)) ? [...new Set(numbers)] : null;
}
