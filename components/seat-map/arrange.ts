import { rowsByGrade, seatsPerRow } from '#server/seating/rows.schema.ts';
import type { Outputs } from '../api.ts';

export type Seat = Outputs['seating']['seats'][number];

export interface Block {
  grade: string;
  price: number;
  /** Rows from front to back, each from left to right. */
  rows: Seat[][];
}

/** Returns one block per grade, ordered from the stage to the back. */
export function blocksOf(seats: Seat[]): Block[] {
  return [...rowsByGrade(seats)].map(([grade, rows]) => ({
    grade,
    price: rows[0]?.[0]?.price ?? 0,
    rows,
  }));
}

const pitch = 46;
const labelHeight = 24;
const blockGap = 26;
const top = 74;
const bend = 10;
export const mapWidth = seatsPerRow * pitch + 12;

export interface Spot {
  seat: Seat;
  row: number;
  x: number;
  y: number;
}

export interface Arrangement {
  labels: { grade: string; price: number; y: number }[];
  spots: Spot[];
  height: number;
}

/** Positions seats and grade labels below the stage. Bends each row towards the stage. */
export function arrange(blocks: Block[]): Arrangement {
  const labels: Arrangement['labels'] = [];
  const spots: Spot[] = [];
  let y = top;
  let row = 0;
  for (const { grade, price, rows } of blocks) {
    labels.push({ grade, price, y: y + 16 });
    y += labelHeight;
    for (const seats of rows) {
      seats.forEach((seat, at) => {
        const offset = (at - (seats.length - 1) / 2) * pitch;
        spots.push({
          seat,
          row,
          x: mapWidth / 2 + offset,
          y: y + pitch / 2 + bend * (1 - ((2 * offset) / mapWidth) ** 2),
        });
      });
      y += pitch;
      row += 1;
    }
    y += blockGap;
  }
  return { labels, spots, height: y };
}

/**
 * Returns the seat in the direction of an arrow key. Returns undefined for any key except an arrow
 * key, and at the map's edge.
 */
export function neighbour(spots: Spot[], from: number, key: string): number | undefined {
  const here = spots.find(({ seat }) => seat.seat === from);
  if (here === undefined) return undefined;
  const rowAt = (row: number) => spots.filter((spot) => spot.row === row);
  const beside = (step: number) => spots[spots.indexOf(here) + step]?.seat.seat;
  const nearest = (row: number) =>
    rowAt(row).toSorted((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x))[0]?.seat.seat;
  const moves: Record<string, () => number | undefined> = {
    ArrowRight: () => beside(1),
    ArrowLeft: () => beside(-1),
    ArrowDown: () => nearest(here.row + 1),
    ArrowUp: () => nearest(here.row - 1),
    Home: () => rowAt(here.row)[0]?.seat.seat,
    End: () => rowAt(here.row).at(-1)?.seat.seat,
  };
  return moves[key]?.();
}
