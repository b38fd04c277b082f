import {
  gradesOf,
  hasPlan,
  type Position,
  positionsOf,
  type PricedGrade,
  rowsByGrade,
  seatsPerRow,
} from '#server/seating/rows.schema.ts';
import type { Outputs } from '../api.ts';

export type Seat = Outputs['seating']['seats'][number];

interface Slot {
  seat: Seat;
  /** Distance from the middle of the hall to the right, in seats. */
  offset: number;
}

export interface Block {
  /** Grades of the block, the most expensive first. */
  grades: PricedGrade[];
  /** Rows from front to back, each from left to right. */
  rows: Slot[][];
}

/**
 * Returns the blocks from the stage to the back. With a plan of the hall, a block has adjacent rows
 * of the same grades. Otherwise each grade is a block.
 */
export function blocksOf(seats: Seat[]): Block[] {
  if (hasPlan(seats)) return plannedBlocks(seats);
  return [...rowsByGrade(seats).values()].map((rows) => ({
    grades: gradesOf(rows.flat()),
    rows: rows.map((row) => row.map((seat, at) => ({ seat, offset: at - (row.length - 1) / 2 }))),
  }));
}

function plannedBlocks(seats: Seat[]): Block[] {
  const positions = positionsOf(seats);
  const offsets = offsetsOf(positions);
  const blocks: Block[] = [];
  for (const row of Map.groupBy(positions, (position) => position.row).values()) {
    const grades = gradesOf(row.map(({ seat }) => seat));
    const slots = row.map(({ seat, column }) => ({ seat, offset: offsets.get(column) ?? 0 }));
    const block = blocks.at(-1);
    if (block !== undefined && idOf(block.grades) === idOf(grades)) block.rows.push(slots);
    else blocks.push({ grades, rows: [slots] });
  }
  return blocks;
}

const idOf = (grades: PricedGrade[]): string =>
  JSON.stringify(grades.map(({ grade }) => grade).sort());

/** Returns the offset of each column. A gap between columns is one seat wide. */
function offsetsOf(positions: Position<Seat>[]): Map<number, number> {
  const columns = [...new Set(positions.map(({ column }) => column))].sort((a, b) => a - b);
  const widths = columns.map((column, at) => Math.min(column - (columns[at - 1] ?? column), 2));
  const places = widths.map((_, at) => widths.slice(0, at + 1).reduce((sum, width) => sum + width));
  const middle = (places.at(-1) ?? 0) / 2;
  return new Map(columns.map((column, at) => [column, (places[at] ?? 0) - middle]));
}

/** Distance of neighbouring seats, and the side of the square that a press can hit. */
export const pitch = 46;

/** Distances around the seats, in the units of the map. */
export interface Geometry {
  /** Room at the left and right edge. */
  sides: number;
  /** Room for the stage. */
  top: number;
  /** Room above each block for its grades. */
  labelHeight: number;
  /** Distance from one row to the next. */
  rowStep: number;
  blockGap: number;
  /** Rise of a row's middle towards the stage. */
  bend: number;
}
const roomy: Geometry = {
  sides: 6,
  top: 74,
  labelHeight: 24,
  rowStep: pitch,
  blockGap: 26,
  bend: 10,
};

/** Names the grades beside the rows, for a map that is one of many things on a page. */
export const compact: Geometry = {
  sides: 42,
  top: 36,
  labelHeight: 0,
  rowStep: pitch,
  blockGap: 8,
  bend: 0,
};

/** The same with the fans' stage. */
export const beside: Geometry = { ...compact, top: 46, bend: 6 };

export interface Spot {
  seat: Seat;
  row: number;
  x: number;
  y: number;
}

export interface Arrangement {
  labels: { grades: PricedGrade[]; y: number }[];
  spots: Spot[];
  width: number;
  height: number;
  /** Height of the stage's room. */
  top: number;
}

/** Positions seats and grade labels below the stage. Bends each row towards the stage. */
export function arrange(blocks: Block[], geometry: Geometry = roomy): Arrangement {
  const { sides, top, labelHeight, rowStep, blockGap, bend } = geometry;
  const labels: Arrangement['labels'] = [];
  const spots: Spot[] = [];
  const offsets = blocks.flatMap(({ rows }) => rows.flat().map(({ offset }) => Math.abs(offset)));
  const width = Math.max(seatsPerRow, 2 * Math.max(0, ...offsets) + 1) * pitch + 2 * sides;
  let y = top;
  let row = 0;
  for (const { grades, rows } of blocks) {
    labels.push({ grades, y: y + 16 });
    y += labelHeight;
    for (const slots of rows) {
      for (const { seat, offset } of slots) {
        const x = offset * pitch;
        const lift = bend * (1 - ((2 * x) / width) ** 2);
        spots.push({ seat, row, x: width / 2 + x, y: y + pitch / 2 + lift });
      }
      y += rowStep;
      row += 1;
    }
    y += blockGap;
  }
  // The middle of the last row may be lower than its block.
  return { labels, spots, width, height: y + Math.max(0, bend - blockGap), top };
}

/** Returns the ranks of the grades by price, 0 for the most expensive. */
export const ranksOf = (seats: Parameters<typeof gradesOf>[0]): ReadonlyMap<string, number> =>
  new Map(gradesOf(seats).map(({ grade }, rank) => [grade, rank]));

export interface Row {
  grades: PricedGrade[];
  /** Number of the row in its block, from 1. */
  nth: number;
  spots: Spot[];
}

/** Returns the rows from the stage to the back, with the grades of their blocks. */
export function rowsOf(blocks: Block[], spots: Spot[]): Row[] {
  const inRow = Map.groupBy(spots, ({ row }) => row);
  return blocks
    .flatMap(({ grades, rows }) => rows.map((_, at) => ({ grades, nth: at + 1 })))
    .map((row, at) => ({ ...row, spots: inRow.get(at) ?? [] }));
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
