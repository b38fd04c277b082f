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

/** Requires an administrator. Each call reads the role, so that a revocation works at once. */
export const admin = signedIn.use(async ({ ctx, next }) => {
  const user = await ctx.db.user.findUnique({ where: { id: ctx.userId }, select: { role: true } });
  return user?.role === 'ADMIN' ? next() : refuse('ADMIN_ONLY');
});

/** Counts a call against its limits. Use it after `.input`, so that it skips invalid calls. */
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

/** For a call that can end the user's place: its response then deletes the place's cookie. */
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

/** The user's place with its turn; refuses as requireTurn does. Deletes an ended place's cookie. */
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
 * Requires a turn; the procedure gets `ctx.place`. `concertOf` finds the concert of the input, or
 * refuses with NOT_FOUND, also for another user's object; the turn is checked after that. `call` is
 * counted against its limits first.
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
