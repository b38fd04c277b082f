import { router } from '../trpc/init.ts';
import { endsPlace, signedIn, turnAt } from '../trpc/procedures.ts';
import { payInput } from './payment.schema.ts';
import { payAndLeave } from './payment.ts';

export const paymentRouter = router({
  pay: signedIn
    .input(payInput)
    .use(endsPlace)
    .mutation(({ ctx, input }) =>
      payAndLeave(ctx, { userId: ctx.userId, ...input }, (concertId) => turnAt(ctx, ctx.userId, concertId)),
    ),
});
