export interface ClockShown {
  /** Action that the clock limits: choosing seats, or paying for the hold. */
  limits: 'choose' | 'pay';
  /** Time left in seconds; null while unknown. */
  left: number | null;
}

/**
 * Selects the only clock of a page. Without held seats, the clock shows the end of the turn;
 * otherwise the earlier end of hold and turn.
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
