import { reservationInput } from '../../schema/ids.schema.ts';
import { cancelInput } from '../../payment/payment.schema.ts';
import { cancel } from '../../payment/payment.ts';
import { router } from '../init.ts';
import { signedIn } from '../procedures.ts';
import { ofLatestTurn } from '../../reservation/latest-turn.ts';
import { reservationOf, reservationsOf } from '../../reservation/reservation.ts';

export const reservationRouter = router({
  mine: signedIn.query(async ({ ctx: { db, userId } }) => {
    const [reservations, latest] = await Promise.all([
      reservationsOf(db, userId),
      ofLatestTurn(db, userId),
    ]);
    return reservations.map((reservation) => ({
      ...reservation,
      ofLatestTurn: latest.has(reservation.reservationId),
    }));
  }),
  get: signedIn
    .input(reservationInput)
    .query(({ ctx, input }) => reservationOf(ctx.db, ctx.userId, input.reservationId)),
  cancel: signedIn.input(cancelInput).mutation(async ({ ctx, input }) => {
    await cancel(ctx.db, { userId: ctx.userId, ...input });
    return reservationOf(ctx.db, ctx.userId, input.reservationId);
  }),
});
