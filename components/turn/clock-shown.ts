export interface ClockShown {
  /** What its end ends: choosing, or the hold and with it the way to pay. */
  limits: 'choose' | 'pay';
  /** Seconds; null while they are not known. */
  left: number | null;
}

/** A page has one clock: with seats, until they must be paid, which a turn that ends sooner cuts short. */
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
