import { router } from '../init.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';
import { mutation, signedIn } from '../procedures.ts';
import { chargeInput, historyInput } from '../../wallet/wallet.schema.ts';
import { balance, charge, history } from '../../wallet/wallet.ts';

export const walletRouter = router({
  balance: signedIn.query(({ ctx }) => balance(ctx.db, ctx.userId)),
  history: signedIn
    .input(historyInput)
    .query(({ ctx, input }) => history(ctx.db, ctx.userId, { limit: 20, ...input })),
  charge: mutation(chargeInput, async (ctx, input, userId) => {
    await rateLimit(ctx, 'charge', userId);
    return charge(ctx.db, userId, input);
  }),
});
