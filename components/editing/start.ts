import { instant } from '#server/schema/ids.schema.ts';
import { instantOf } from './fields.ts';

export interface StartRules {
  /** Opening of the sale. */
  opensAt: string;
  /** Starts of the concert's other dates. */
  others: readonly string[];
}

export type StartProblem = 'invalid' | 'beforeOpening' | 'taken';

/**
 * Returns the start of a date as an instant, or why no date can start then. The server also refuses
 * a start in the past.
 */
export function startOf(
  typed: string,
  { opensAt, others }: StartRules,
): { startsAt: string } | { problem: StartProblem } {
  const startsAt = instantOf(typed);
  if (!instant.safeParse(startsAt).success) return { problem: 'invalid' };
  const at = Date.parse(startsAt);
  if (at <= Date.parse(opensAt)) return { problem: 'beforeOpening' };
  return others.some((other) => Date.parse(other) === at) ? { problem: 'taken' } : { startsAt };
}
