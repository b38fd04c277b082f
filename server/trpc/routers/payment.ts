import { router } from '../init.ts';
import { endsPlace, signedIn, turnAt } from '../procedures.ts';
import { payInput } from '../../payment/payment.schema.ts';
import { payAndLeave } from '../../payment/payment.ts';

export const paymentRouter = router({
  pay: signedIn
    .input(payInput)
    .use(endsPlace)
    .mutation(({ ctx, input }) =>
      payAndLeave(ctx, { userId: ctx.userId, ...input }, (concertId) =>
        turnAt(ctx, ctx.userId, concertId),
      ),
    ),
});
