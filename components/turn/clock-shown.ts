export interface ClockShown {
  /** Action that the clock limits: choosing seats, or paying for the hold. */
  limits: 'choose' | 'pay';
  /** Time left in seconds, or null while unknown. */
  left: number | null;
}

/**
 * Selects one time limit, because a page shows only one clock. With held seats, the clock shows the
 * earlier end of hold and turn; otherwise, the end of the turn.
 */
export function clockShown(
  holds: boolean,
  turnLeft: number | null,
  holdLeft: number | null,
): ClockShown {
  if (!holds) return { limits: 'choose', left: turnLeft };
  return {
    limits: 'pay',
    left: turnLeft === null || holdLeft === null ? holdLeft : Math.min(turnLeft, holdLeft),
  };
}
