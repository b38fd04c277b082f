import type { z } from 'zod';
import type { Current } from '../account/account.ts';
import { env } from '../config/env.ts';
import type { Db } from '../database/db.ts';
import { isRefusal, refuse } from '../errors/refusal.ts';
import type { StaffRole } from '../generated/prisma/enums.ts';
import { rateLimit, type LimitedCall } from '../rate-limit/rate-limit.ts';
import { type Place, requireTurn } from '../queue/queue.ts';
import type { Context } from '../request/context.ts';
import { requireQueueToken } from '../request/credentials.ts';
import {
  type Caller,
  type Grant,
  grantsOf,
  requireAtConcert,
  requireRecentFactor,
  requireRole,
} from '../staff/staff.ts';
import { publicProcedure } from './init.ts';

/** Refusal: NOT_SIGNED_IN. */
export const signedIn = publicProcedure.use(({ ctx, next }) =>
  next({ ctx: { userId: ctx.userId ?? refuse('NOT_SIGNED_IN') } }),
);

/**
 * Returns the grants of a caller who has one of the roles `needs`; OWNER always suffices, and MANAGER
 * unless OWNER is needed. A change also needs a recent second factor where the settings require one.
 * Refusals: ADMIN_ONLY, REAUTHENTICATE, NOT_SIGNED_IN.
 */
export async function authorizeStaff(
  ctx: Context,
  userId: string,
  needs: readonly StaffRole[],
  { isChange }: { isChange: boolean },
): Promise<Grant[]> {
  const grants = await grantsOf(ctx.db, userId);
  requireRole(grants, needs);
  if (isChange && env().STAFF_SECOND_FACTOR === 'required')
    await requireRecentFactor(ctx.db, await currentSignIn(ctx));
  return grants;
}

/** Returns the concert to which a call of a staff member belongs. */
type ConcertOf<Input> = (db: Db, input: Input) => number | Promise<number>;

/**
 * Creates the procedure of a staff member. `needs` lists the roles that the contract names for it;
 * the staff room adds OWNER and MANAGER. `concertOf` limits the call to concerts of the caller's
 * grants. A mutation of `admin.*` needs a recent second factor where the settings require one.
 * Refusals: NOT_SIGNED_IN, ADMIN_ONLY, also at a concert where the caller has only other roles,
 * REAUTHENTICATE, NOT_FOUND for a concert outside the grants.
 */
export function staff<S extends z.ZodType>(
  needs: readonly StaffRole[],
  input: S,
  concertOf?: ConcertOf<z.output<S>>,
) {
  return signedIn
    .use(async ({ ctx, type, path, next }) => {
      const isChange = type === 'mutation' && path.startsWith('admin.');
      const grants = await authorizeStaff(ctx, ctx.userId, needs, { isChange });
      return next({ ctx: { grants } });
    })
    .input(input)
    .use(async ({ ctx, input, next }) => {
      if (concertOf)
        await requireAtConcert(ctx.grants, needs, () => concertOf(ctx.db, input as z.output<S>));
      return next();
    });
}

/** Returns the sign-in of the call's session or access token. Refusal: NOT_SIGNED_IN. */
export async function currentSignIn({ credentials }: Context): Promise<Caller> {
  return (await credentials.signIn()) ?? refuse('NOT_SIGNED_IN');
}

/** Returns the session or access token of the call. Refusal: NOT_SIGNED_IN. */
export async function currentOf(ctx: Context): Promise<Current> {
  const signIn = await currentSignIn(ctx);
  const kind = ctx.credentials.accessToken === 'absent' ? 'SESSION' : 'TOKEN';
  return { ...signIn, kind, userAgent: ctx.request.header('user-agent') };
}

/** Steps of a signed-in user's call after the check of its input. */
export type Steps<Input, Reply> = (ctx: Context, input: Input, userId: string) => Promise<Reply>;

/** Creates the procedure of a query. The steps must make all further checks. Refusal: NOT_SIGNED_IN. */
export function query<S extends z.ZodType, Reply>(input: S, steps: Steps<z.output<S>, Reply>) {
  return direct(input, steps).query(({ ctx, input }) =>
    steps(ctx, input as z.output<S>, ctx.userId),
  );
}

/** As `query`, for a mutation. */
export function mutation<S extends z.ZodType, Reply>(input: S, steps: Steps<z.output<S>, Reply>) {
  return direct(input, steps).mutation(({ ctx, input }) =>
    steps(ctx, input as z.output<S>, ctx.userId),
  );
}

const direct = <S extends z.ZodType, Reply>(input: S, steps: Steps<z.output<S>, Reply>) =>
  signedIn
    .meta({
      call: { input, run: (ctx, given, userId) => steps(ctx, given as z.output<S>, userId) },
    })
    .input(input);

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
 * Adds the turn check to steps that need the user's place. Counts the call against the rate limit of
 * `call` before the turn check. Refusals: those of turnAt; NOT_FOUND for an unknown object or another
 * user's object.
 */
export function admitted<Input, Reply>(
  concertOf: (db: Db, input: Input, userId: string) => Promise<number>,
  steps: (ctx: Context, input: Input, place: Place) => Promise<Reply>,
  call?: LimitedCall,
): Steps<Input, Reply> {
  return async (ctx, input, userId) => {
    if (call !== undefined) await rateLimit(ctx, call, userId);
    const concertId = await concertOf(ctx.db, input, userId);
    return steps(ctx, input, await turnAt(ctx, userId, concertId));
  };
}
