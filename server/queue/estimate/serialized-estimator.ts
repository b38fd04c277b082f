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

export const serializedEstimator = z
  .string()
  .transform((text) => z.array(z.unknown()).parse(JSON.parse(text)))
  .transform((values) => Object.fromEntries(names.map((name, at) => [name, values[at]])))
  .pipe(stateSchema);
