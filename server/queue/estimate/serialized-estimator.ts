import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { EstimatorState } from './estimator.ts';

const stateSchema = z.object({
  at: z.number(),
  open: z.boolean(),
  admitted: z.number(),
  joined: z.number(),
  active: z.number(),
  present: z.number(),
  heldMs: z.number(),
  counted: z.number(),
  turnMs: z.number(),
  turns: z.number(),
  guess: z.number(),
  spread: z.number(),
  reach: z.number(),
  leaving: z.number(),
});
const names = Object.keys(stateSchema.shape) as (keyof EstimatorState)[];

/** Omits property names to shorten every reply about a place. */
export const serializeEstimator = (state: EstimatorState): string =>
  JSON.stringify(names.map((name) => state[name]));

const parsed = z
  .string()
  .transform((text) => z.array(z.unknown()).parse(JSON.parse(text)))
  .transform((values) => Object.fromEntries(names.map((name, at) => [name, values[at]])))
  .pipe(stateSchema);

// Keeps the latest state of each queue, because all replies about a queue repeat its state for a
// second.
const latest = new LRUCache<string, EstimatorState>({ max: 100 });

export const serializedEstimator = z.string().transform((text, context) => {
  const known = latest.get(text);
  if (known !== undefined) return known;
  const { data: state } = parsed.safeParse(text);
  if (state === undefined) {
    context.addIssue('not a state of this version');
    return z.NEVER;
  }
  latest.set(text, state);
  return state;
});
