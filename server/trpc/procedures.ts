import type { z } from 'zod';
import type { Db } from '../database/db.ts';
import { isRefusal, refuse } from '../errors/refusal.ts';
import { rateLimit, type LimitedCall } from '../rate-limit/rate-limit.ts';
import { type Place, requireTurn } from '../queue/queue.ts';
import type { Context } from '../request/context.ts';
import { requireQueueToken } from '../request/credentials.ts';
import { publicProcedure } from './init.ts';

/** Refusal: NOT_SIGNED_IN. */
export const signedIn = publicProcedure.use(({ ctx, next }) =>
  next({ ctx: { userId: ctx.userId ?? refuse('NOT_SIGNED_IN') } }),
);

/**
 * Reads the role for each call, so that a change of role takes effect at once. Refusals:
 * NOT_SIGNED_IN, ADMIN_ONLY.
 */
export const admin = signedIn.use(async ({ ctx, next }) => {
  const user = await ctx.db.user.findUnique({ where: { id: ctx.userId }, select: { role: true } });
  return user?.role === 'ADMIN' ? next() : refuse('ADMIN_ONLY');
});

/** Belongs after `.input` in a procedure, so that calls with invalid input do not count. */
export function rateLimited(call: LimitedCall) {
  return async <R>({
    ctx,
    next,
  }: {
    ctx: Context & { userId: string | null };
    next: () => Promise<R>;
  }): Promise<R> => {
    await rateLimit(ctx, call, ctx.userId);
    return next();
  };
}

/**
 * Rechecks the user's places after a successful call, so that the response deletes the cookie of an
 * ended place.
 */
export async function endsPlace<R extends { ok: boolean }>({
  ctx,
  next,
}: {
  ctx: Context;
  next: () => Promise<R>;
}): Promise<R> {
  const result = await next();
  if (result.ok) ctx.queueCookies.recheck();
  return result;
}

/**
 * Returns the user's place during its turn. Deletes the cookie of an ended place. Refusals: those
 * of requireQueueToken and requireTurn.
 */
export async function turnAt(
  { db, redis, credentials, queueCookies }: Context,
  userId: string,
  concertId: number,
): Promise<Place> {
  try {
    const { token } = requireQueueToken(credentials.queueToken(concertId));
    const place = await requireTurn({ db, redis }, token, userId, concertId);
    queueCookies.confirm(concertId);
    return place;
  } catch (error) {
    if (
      isRefusal(error) &&
      (error.code === 'QUEUE_TOKEN_EXPIRED' || error.code === 'QUEUE_TOKEN_INVALID')
    )
      queueCookies.delete(concertId);
    throw error;
  }
}

/**
 * Requires a turn at the concert that `concertOf` finds, and passes the place as `ctx.place`.
 * Counts the call against the rate limit of `call` before the turn check. Refusals: those of
 * turnAt; NOT_FOUND for an unknown object or another user's object.
 */
export function admitted<S extends z.ZodType>(
  schema: S,
  concertOf: (db: Db, input: z.output<S>, userId: string) => Promise<number>,
  call?: LimitedCall,
) {
  return signedIn.input(schema).use(async ({ ctx, input, next }) => {
    if (call !== undefined) await rateLimit(ctx, call, ctx.userId);
    const concertId = await concertOf(ctx.db, input as z.output<S>, ctx.userId);
    return next({ ctx: { place: await turnAt(ctx, ctx.userId, concertId) } });
  });
}
