import { router } from '../trpc/init.ts';
import { signedIn, turnAt } from '../trpc/procedures.ts';
import { payInput } from './payment.schema.ts';
import { payAndLeave } from './payment.ts';

export const paymentRouter = router({
  pay: signedIn
    .input(payInput)
    .mutation(({ ctx, input }) =>
      payAndLeave(ctx, { userId: ctx.userId, ...input }, (concertId) => turnAt(ctx, ctx.userId, concertId)),
    ),
});
