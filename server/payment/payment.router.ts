import { tidyQueueCookies } from '../queue/cookie.ts';
import { router } from '../trpc/init.ts';
import { signedIn, turnAt } from '../trpc/procedures.ts';
import { payInput } from './payment.schema.ts';
import { payAndLeave } from './payment.ts';

export const paymentRouter = router({
  pay: signedIn.input(payInput).mutation(async ({ ctx, input }) => {
    const paid = await payAndLeave(ctx, { userId: ctx.userId, ...input }, (concertId) => turnAt(ctx, ctx.userId, concertId));
    await tidyQueueCookies(ctx); // the place ended with the payment
    return paid;
  }),
});
