import { router } from '../init.ts';
import { mutation, signedIn } from '../procedures.ts';
import { joinWaitlistInput, leaveWaitlistInput } from '../../waitlist/waitlist.schema.ts';
import { joinWaitlist, latestWish, leaveWaitlist, wishesOf } from '../../waitlist/waitlist.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';
import { concertInput } from '../../schema/ids.schema.ts';

export const waitlistRouter = router({
  join: mutation(joinWaitlistInput, async (ctx, input, userId) => {
    await rateLimit(ctx, 'join', userId);
    return joinWaitlist(ctx.db, userId, input);
  }),
  mine: signedIn.query(({ ctx }) => wishesOf(ctx.db, ctx.userId)),
  /** The latest wish at a concert, although it has ended. */
  latest: signedIn
    .input(concertInput)
    .query(({ ctx, input }) => latestWish(ctx.db, ctx.userId, input.concertId)),
  leave: mutation(leaveWaitlistInput, async ({ db }, { waitlistId }, userId) => {
    await leaveWaitlist(db, userId, waitlistId);
    return {};
  }),
});
