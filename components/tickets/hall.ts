import type { Outputs } from '../api.ts';
import { arrange, blocksOf, compact } from '../seat-map/arrange.ts';

/** Middles of a date's seats on a drawing of `width` by `height`. */
export interface Hall {
  width: number;
  height: number;
  spots: { seat: number; x: number; y: number }[];
}

/** Arranges the seats of a date as the seat page does. Returns null for an unknown date. */
export function hallOf(
  { dates }: Pick<Outputs['catalog']['concert'], 'dates'>,
  performanceId: number,
): Hall | null {
  const date = dates.find((each) => each.performanceId === performanceId);
  if (date === undefined || date.plan.length === 0) return null;
  const priceOf = new Map(date.grades.map(({ grade, price }) => [grade, price]));
  const seats = date.plan.map((seat) => ({
    ...seat,
    price: priceOf.get(seat.grade) ?? 0,
    state: 'available' as const,
    companionOf: null,
  }));
  const { width, height, spots } = arrange(blocksOf(seats), compact);
  return { width, height, spots: spots.map(({ seat: { seat }, x, y }) => ({ seat, x, y })) };
}
