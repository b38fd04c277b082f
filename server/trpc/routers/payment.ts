import { router } from '../init.ts';
import { mutation, turnAt } from '../procedures.ts';
import { payInput } from '../../payment/payment.schema.ts';
import { payAndLeave } from '../../payment/payment.ts';

export const paymentRouter = router({
  pay: mutation(payInput, async (ctx, input, userId) => {
    const paid = await payAndLeave(ctx, { userId, ...input }, (concertId) =>
      turnAt(ctx, userId, concertId),
    );
    ctx.queueCookies.recheck();
    return paid;
  }),
});
