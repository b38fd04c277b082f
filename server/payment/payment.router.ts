import { isRefusal, refusalAsData } from '../errors.ts';
import { router } from '../trpc/init.ts';
import { signedIn, turnOrRefusal } from '../trpc/procedures.ts';
import { payInput } from './payment.schema.ts';
import { concertOfPayable, payAndLeave } from './payment.ts';

export const paymentRouter = router({
  pay: signedIn.input(payInput).mutation(async ({ ctx, input }) => {
    const concertId = await refusalAsData(concertOfPayable(ctx.db, ctx.userId, input));
    const turn = isRefusal(concertId) ? concertId : await turnOrRefusal(ctx, ctx.userId, concertId);
    return payAndLeave(ctx, { userId: ctx.userId, ...input, turn });
  }),
});
