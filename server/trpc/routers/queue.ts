import { refuse, tryAgain } from '../../errors/refusal.ts';
import { concertInput } from '../../schema/ids.schema.ts';
import { endPlace } from '../../seating/seating.ts';
import type { Context } from '../../request/context.ts';
import { publicProcedure, router } from '../init.ts';
import { rateLimited, endsPlace, signedIn } from '../procedures.ts';
import {
  deleteEndedCookie,
  presentedToken,
  queueCookie,
  tidyQueueCookies,
} from '../../queue/token/cookie.ts';
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

/** The place at a concert whose token came with the request, if it is this person's: in a cookie that outlived the line's store, say. */
const shownBy = ({ request }: Context, userId: string, concertId: number) =>
  presentedPlace(
    presentedToken((name) => request.header(name), concertId),
    userId,
    concertId,
  );

export const queueRouter = router({
  join: signedIn
    .input(concertInput)
    .use(rateLimited('join'))
    .mutation(async ({ ctx, input }) => {
      const { endsAt, ...joined } = await join(
        ctx,
        ctx.userId,
        input.concertId,
        shownBy(ctx, ctx.userId, input.concertId),
      );
      await tidyQueueCookies(ctx, input.concertId);
      ctx.request.setCookie(queueCookie(input.concertId, joined.token, endsAt));
      return joined;
    }),

  status: publicProcedure.input(statusInput).query(async ({ ctx, input }) => {
    if ('token' in input) return status(ctx, placeOfToken(input.token, ctx.userId));
    const { concertId } = input;
    await assertQueueExists(ctx, concertId);
    const place = placeOfToken(
      presentedToken((name) => ctx.request.header(name), concertId),
      ctx.userId,
    );
    if (place.concertId !== concertId) refuse('NOT_YOUR_TURN');
    const told = await status(ctx, place);
    if (told.state === 'EXPIRED') deleteEndedCookie(ctx, concertId);
    else if (place.outdated) {
      const { token, endsAt } = await renewToken(ctx, place);
      ctx.request.setCookie(queueCookie(concertId, token, endsAt));
    }
    return told;
  }),

  leave: signedIn
    .input(concertInput)
    .use(endsPlace)
    .mutation(async ({ ctx, input }) => {
      const shown = shownBy(ctx, ctx.userId, input.concertId);
      if (shown !== undefined) await rejoin(ctx, shown); // or it would be there again at the next poll
      const spent = await leave(ctx, ctx.userId, input.concertId);
      if (spent !== null && !(await endPlace(ctx.db, spent)))
        throw tryAgain(new Error('the line has begun anew since they left it'));
      return {};
    }),
});
