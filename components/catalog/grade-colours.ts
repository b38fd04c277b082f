const colours = ['bg-grade-1', 'bg-grade-2', 'bg-grade-3', 'bg-grade-4'];
const fills = ['fill-grade-1', 'fill-grade-2', 'fill-grade-3', 'fill-grade-4'];

/**
 * Returns the classes of a grade by its rank, 0 for the most expensive. A date has at most six
 * grades; the fifth and sixth repeat a colour with a pattern.
 */
export function gradeLook(rank: number): { swatch: string; fill: string; isStriped: boolean } {
  const at = rank % colours.length;
  const isStriped = rank >= colours.length;
  return {
    swatch: `${colours[at] ?? ''}${isStriped ? ' striped' : ''}`,
    fill: fills[at] ?? '',
    isStriped,
  };
}
