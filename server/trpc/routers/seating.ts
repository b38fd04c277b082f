import type { z } from 'zod';
import { concertOfPerformance } from '../../catalog/catalog.ts';
import type { Db } from '../../database/db.ts';
import { performanceInput, reservationInput } from '../../schema/ids.schema.ts';
import { router } from '../init.ts';
import { admitted, mutation, query } from '../procedures.ts';
import { bestAvailableInput, holdInput, releaseInput } from '../../seating/seating.schema.ts';
import {
  bestAvailable,
  concertOfReservation,
  extend,
  hold,
  release,
  seats,
} from '../../seating/seating.ts';

const ofPerformance = (db: Db, { performanceId }: { performanceId: number }) =>
  concertOfPerformance(db, performanceId);
const ofReservation = (db: Db, { reservationId }: { reservationId: number }, userId: string) =>
  concertOfReservation(db, reservationId, userId);

export const seatingRouter = router({
  seats: query(
    performanceInput,
    admitted(ofPerformance, ({ db }, { performanceId }, { userId }) =>
      seats(db, performanceId, userId),
    ),
  ),
  hold: mutation(
    holdInput,
    admitted(
      ofPerformance,
      (ctx, input: z.output<typeof holdInput>, place) => hold(ctx, place, input),
      'hold',
    ),
  ),
  bestAvailable: mutation(
    bestAvailableInput,
    admitted(
      ofPerformance,
      (ctx, input: z.output<typeof bestAvailableInput>, place) => bestAvailable(ctx, place, input),
      'hold',
    ),
  ),
  extend: mutation(
    reservationInput,
    admitted(ofReservation, (ctx, { reservationId }, place) => extend(ctx, place, reservationId)),
  ),
  release: mutation(releaseInput, async ({ db }, input, userId) => {
    const concertId = await ofReservation(db, input, userId);
    return release(db, userId, concertId, input.reservationId, input.seats);
  }),
});
