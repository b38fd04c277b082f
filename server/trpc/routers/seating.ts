import { concertOfPerformance } from '../../catalog/catalog.ts';
import { performanceInput, reservationInput } from '../../schema/ids.schema.ts';
import { router } from '../init.ts';
import { admitted, signedIn } from '../procedures.ts';
import { holdInput, releaseInput } from '../../seating/seating.schema.ts';
import { concertOfReservation, extend, hold, release, seats } from '../../seating/seating.ts';

export const seatingRouter = router({
  seats: admitted(performanceInput, (db, { performanceId }) =>
    concertOfPerformance(db, performanceId),
  ).query(({ ctx, input }) => seats(ctx.db, input.performanceId, ctx.userId)),
  hold: admitted(
    holdInput,
    (db, { performanceId }) => concertOfPerformance(db, performanceId),
    'hold',
  ).mutation(({ ctx, input }) => hold(ctx, ctx.place, input)),
  extend: admitted(reservationInput, (db, { reservationId }, userId) =>
    concertOfReservation(db, reservationId, userId),
  ).mutation(({ ctx, input }) => extend(ctx, ctx.place, input.reservationId)),
  release: signedIn.input(releaseInput).mutation(async ({ ctx, input }) => {
    const concertId = await concertOfReservation(ctx.db, input.reservationId, ctx.userId);
    return release(ctx.db, ctx.userId, concertId, input.reservationId, input.seats);
  }),
});
