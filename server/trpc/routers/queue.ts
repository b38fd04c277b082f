import { refuse, tryAgain } from '../../errors/refusal.ts';
import { concertInput } from '../../schema/ids.schema.ts';
import { persistEnd } from '../../seating/seating.ts';
import type { Context } from '../../request/context.ts';
import { requireQueueToken, valueOf } from '../../request/credentials.ts';
import { publicProcedure, router } from '../init.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';
import { mutation } from '../procedures.ts';
import {
  rejoin,
  join,
  leave,
  assertQueueExists,
  placeOfToken,
  presentedPlace,
  renewToken,
  status,
} from '../../queue/queue.ts';
import { statusInput } from '../../queue/queue.schema.ts';

/** Reads the place from the queue token, because the token can outlive the queue in Redis. */
const presentedBy = ({ credentials }: Context, userId: string, concertId: number) =>
  presentedPlace(valueOf(credentials.queueToken(concertId))?.token, userId, concertId);

export const queueRouter = router({
  join: mutation(concertInput, async (ctx, { concertId }, userId) => {
    await rateLimit(ctx, 'join', userId);
    const presented = presentedBy(ctx, userId, concertId);
    const { endsAt, ...joined } = await join(ctx, userId, concertId, presented);
    ctx.queueCookies.set(concertId, joined.token, endsAt);
    return joined;
  }),

  status: publicProcedure.input(statusInput).query(async ({ ctx, input }) => {
    if ('token' in input) return status(ctx, placeOfToken(input.token, ctx.userId));
    const { concertId } = input;
    await assertQueueExists(ctx, concertId);
    const { token } = requireQueueToken(ctx.credentials.queueToken(concertId));
    const place = placeOfToken(token, ctx.userId);
    if (place.concertId !== concertId) refuse('NOT_YOUR_TURN');
    const current = await status(ctx, place);
    if (current.state === 'EXPIRED') ctx.queueCookies.delete(concertId);
    else if (place.outdated) {
      const renewed = await renewToken(ctx, place);
      ctx.queueCookies.set(concertId, renewed.token, renewed.endsAt);
    } else ctx.queueCookies.confirm(concertId);
    return current;
  }),

  leave: mutation(concertInput, async (ctx, { concertId }, userId) => {
    const presented = presentedBy(ctx, userId, concertId);
    // Rejoins before leaving, because otherwise the next poll would reinsert the place.
    if (presented !== undefined) await rejoin(ctx, presented);
    const ended = await leave(ctx, userId, concertId);
    if (ended !== null && !(await persistEnd(ctx.db, ended)))
      throw tryAgain(new Error('a new epoch began after the place was left'));
    ctx.queueCookies.recheck();
    return {};
  }),
});
