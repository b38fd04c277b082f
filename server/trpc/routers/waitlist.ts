import { router } from '../init.ts';
import { mutation, signedIn } from '../procedures.ts';
import { joinWaitlistInput, leaveWaitlistInput } from '../../waitlist/waitlist.schema.ts';
import { joinWaitlist, leaveWaitlist, wishesOf } from '../../waitlist/waitlist.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';

export const waitlistRouter = router({
  join: mutation(joinWaitlistInput, async (ctx, input, userId) => {
    await rateLimit(ctx, 'join', userId);
    return joinWaitlist(ctx.db, userId, input);
  }),
  mine: signedIn.query(({ ctx }) => wishesOf(ctx.db, ctx.userId)),
  leave: mutation(leaveWaitlistInput, async ({ db }, { waitlistId }, userId) => {
    await leaveWaitlist(db, userId, waitlistId);
    return {};
  }),
});
