import type { z } from 'zod';
import type { Db } from '../database/db.ts';
import { isRefusal, refuse } from '../errors/refusal.ts';
import { rateLimit, type LimitedCall } from '../rate-limit/rate-limit.ts';
import { type Place, requireTurn } from '../queue/queue.ts';
import type { Context } from '../request/context.ts';
import { requireQueueToken } from '../request/credentials.ts';
import { publicProcedure } from './init.ts';

/** Requires a signed-in user. Refusal: NOT_SIGNED_IN. */
export const signedIn = publicProcedure.use(({ ctx, next }) =>
  next({ ctx: { userId: ctx.userId ?? refuse('NOT_SIGNED_IN') } }),
);

/**
 * Requires an administrator. Reads the role for each call, so that a revocation works at once.
 * Refusals: NOT_SIGNED_IN, ADMIN_ONLY.
 */
export const admin = signedIn.use(async ({ ctx, next }) => {
  const user = await ctx.db.user.findUnique({ where: { id: ctx.userId }, select: { role: true } });
  return user?.role === 'ADMIN' ? next() : refuse('ADMIN_ONLY');
});

/** Use this middleware after `.input`, so that invalid calls do not count. */
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
 * Checks the user's places again after a call that can end a place, so that the response deletes
 * useless queue cookies.
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
 * Returns the user's place if the place has its turn. Deletes the cookie of an ended place.
 * Refusals: those of requireQueueToken and requireTurn.
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
 * Requires a turn; the procedure gets `ctx.place`. Counts the call against its rate limits first,
 * if `call` is present. `concertOf` finds the concert of the input; the turn check follows.
 * Refusals: NOT_FOUND, even for another user's object, and those of turnAt.
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
