/** Fields of the public stats that the waiting room uses. */
export interface PublicStats {
  /** Highest number admitted so far. */
  served: number;
  /** Number of waiting users. */
  waiting: number;
  paused: { reason: string } | null;
  message: string | null;
  recovering: boolean;
  cancelled: boolean;
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

const isPause = (value: unknown): value is PublicStats['paused'] =>
  value === null ||
  (typeof value === 'object' && 'reason' in value && typeof value.reason === 'string');

/** Returns null if a field is missing or invalid. Ignores unknown fields. */
function statsOf(value: unknown): PublicStats | null {
  const fields: Record<string, unknown> = { ...(typeof value === 'object' && value) };
  const { served, waiting, paused, message, recovering, cancelled = false } = fields;
  return isCount(served) &&
    isCount(waiting) &&
    isPause(paused) &&
    (message === null || typeof message === 'string') &&
    typeof recovering === 'boolean' &&
    typeof cancelled === 'boolean'
    ? { served, waiting, paused, message, recovering, cancelled }
    : null;
}

/**
 * Returns null if the text contains no valid stats. Checks the fields by hand, because a schema
 * library is larger than the rest of the waiting room.
 */
export function parseStats(text: string): PublicStats | null {
  try {
    return statsOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
