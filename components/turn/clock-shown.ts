export interface ClockShown {
  /** What ends with the time: choosing, or the hold and the chance to pay. */
  limits: 'choose' | 'pay';
  /** In seconds; null while unknown. */
  left: number | null;
}

/** A page shows one clock: the turn's, or with held seats the earlier end of hold and turn. */
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
