export interface QueueFigures {
  waiting: number;
  active: number;
  capacity: number;
  ratePerMinute: number;
  /** Measured mean length of a turn; null if nobody has been admitted lately. */
  turnMinutes: number | null;
}

export interface Effect {
  /**
   * `nobodyWaits`; `overFull`: more people are inside than the new capacity; `allEnter`: everyone
   * who waits enters at once; `known`, `unknown`: the others follow in `span`, or in an unmeasured
   * time.
   */
  kind: 'nobodyWaits' | 'overFull' | 'allEnter' | 'known' | 'unknown';
  /** Number of people who enter within a minute. */
  entering: number;
  /** Minutes until everyone who waits has entered; null unless known. */
  span: { fromMinutes: number; toMinutes: number } | null;
}

/** Uncertainty of the forecast: turns vary in length. */
const spread = 1.2;

function spanOf(minutes: number): NonNullable<Effect['span']> {
  return {
    fromMinutes: Math.floor(minutes / spread),
    toMinutes: Math.max(1, Math.ceil(minutes * spread)),
  };
}

/** Forecasts a queue with a new capacity or rate, from the measured length of a turn. */
export function forecast(
  { waiting, active, turnMinutes, ...policy }: QueueFigures,
  change: { capacity?: number; ratePerMinute?: number } = {},
): Effect {
  const { capacity, ratePerMinute } = { ...policy, ...change };
  const entering = Math.max(0, Math.min(waiting, capacity - active, ratePerMinute));
  if (waiting === 0) return { kind: 'nobodyWaits', entering, span: null };
  if (entering === waiting) return { kind: 'allEnter', entering, span: null };
  if (capacity < active) return { kind: 'overFull', entering, span: null };
  if (turnMinutes === null) return { kind: 'unknown', entering, span: null };
  const free = Math.min(waiting, capacity - active);
  const minutes = Math.max(waiting / ratePerMinute, ((waiting - free) * turnMinutes) / capacity);
  return { kind: 'known', entering, span: spanOf(minutes) };
}

const presets = [5, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

/** Returns the lowest usual value that is at least `wanted`. */
export const presetAtLeast = (wanted: number): number =>
  presets.find((preset) => preset >= wanted) ?? 100_000;
