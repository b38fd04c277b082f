import type { TRPCLink } from '@trpc/client';
import type { AppRouter } from '#server/trpc/root.ts';

/**
 * Removes the field that tRPC's infinite queries add to an input. Every list has one direction, and
 * the strict inputs refuse unknown fields.
 */
export const withoutDirection: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next({ ...op, input: strip(op.input) });

function strip(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('direction' in input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== 'direction'));
}
