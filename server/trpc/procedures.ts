import type { z } from 'zod';
import type { Db } from '../db.ts';
import { refusalAsData, refuse, type Refusal } from '../errors.ts';
import { presentedToken } from '../queue/cookie.ts';
import { type Place, requireTurn } from '../queue/queue.ts';
import type { Context } from './context.ts';
import { publicProcedure } from './init.ts';

/** Somebody who has said who they are. */
export const signedIn = publicProcedure.use(({ ctx, next }) => next({ ctx: { userId: ctx.userId ?? refuse('NOT_SIGNED_IN') } }));

/** An administrator; the role is read at each call, so taking it away works at once. */
export const admin = signedIn.use(async ({ ctx, next }) => {
  const user = await ctx.db.user.findUnique({ where: { id: ctx.userId }, select: { role: true } });
  return user?.role === 'ADMIN' ? next() : refuse('ADMIN_ONLY');
});

export function turnAt({ db, redis, request }: Context, userId: string, concertId: number): Promise<Place> {
  return requireTurn(
    { db, redis },
    presentedToken((name) => request.header(name), concertId),
    userId,
    concertId,
  );
}

/** The same as data, for where a rule asks about the turn only after other things (paying). */
export function turnOrRefusal(ctx: Context, userId: string, concertId: number): Promise<Place | Refusal> {
  return refusalAsData(turnAt(ctx, userId, concertId));
}

/**
 * Somebody whose turn it is. `concertOf` finds the concert that the input is about, or refuses with NOT_FOUND (also for what
 * belongs to someone else); only then is the turn asked. The procedure gets the place as `ctx.place`.
 */
export function admitted<S extends z.ZodType>(
  schema: S,
  concertOf: (db: Db, input: z.output<S>, userId: string) => Promise<number>,
) {
  return signedIn.input(schema).use(async ({ ctx, input, next }) => {
    const concertId = await concertOf(ctx.db, input as z.output<S>, ctx.userId);
    return next({ ctx: { place: await turnAt(ctx, ctx.userId, concertId) } });
  });
}
