import { router } from '../init.ts';
import { rateLimited, signedIn } from '../procedures.ts';
import { chargeInput, historyInput } from '../../wallet/wallet.schema.ts';
import { balance, charge, history } from '../../wallet/wallet.ts';

export const walletRouter = router({
  balance: signedIn.query(({ ctx }) => balance(ctx.db, ctx.userId)),
  history: signedIn
    .input(historyInput)
    .query(({ ctx, input }) => history(ctx.db, ctx.userId, { limit: 20, ...input })),
  charge: signedIn
    .input(chargeInput)
    .use(rateLimited('charge'))
    .mutation(({ ctx, input }) => charge(ctx.db, ctx.userId, input)),
});
