import { env } from '../../config/env.ts';
import { giftInput, giveInput } from '../../gift/gift.schema.ts';
import { accept, giftsToAccept, give, returnGift } from '../../gift/gift.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';
import { reservationOf } from '../../reservation/reservation.ts';
import { handBackInput, takeBackInput } from '../../resale/resale.schema.ts';
import { handBack, takeBack } from '../../resale/resale.ts';
import { publicProcedure, router } from '../init.ts';
import { signedIn } from '../procedures.ts';

export const ticketRouter = router({
  /** Gifts to the caller's address. A reservation lists the gifts that its owner gives. */
  gifts: signedIn.query(({ ctx }) => giftsToAccept(ctx.db, ctx.userId)),
  /** Wallets for which this server has keys. */
  wallets: publicProcedure.query(() => {
    const { APPLE_PASS, GOOGLE_WALLET } = env();
    return { apple: APPLE_PASS !== undefined, google: GOOGLE_WALLET !== undefined };
  }),
  give: signedIn.input(giveInput).mutation(async ({ ctx, input }) => {
    await rateLimit(ctx, 'gift', ctx.userId);
    return give(ctx.db, ctx.userId, input);
  }),
  accept: signedIn
    .input(giftInput)
    .mutation(async ({ ctx: { db, userId }, input }) =>
      reservationOf(db, userId, await accept(db, userId, input.giftId)),
    ),
  return: signedIn
    .input(giftInput)
    .mutation(({ ctx, input }) => returnGift(ctx.db, ctx.userId, input.giftId)),
  /** Lists a ticket for resale through the waitlist. */
  handBack: signedIn
    .input(handBackInput)
    .mutation(({ ctx, input }) => handBack(ctx.db, ctx.userId, input)),
  takeBack: signedIn
    .input(takeBackInput)
    .mutation(({ ctx, input }) => takeBack(ctx.db, ctx.userId, input.ticketId)),
});
