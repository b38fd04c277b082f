import { concertInput } from '../../schema/ids.schema.ts';
import { publicProcedure, router } from '../init.ts';
import { admitted, query } from '../procedures.ts';
import { concert, concertExists, concerts, openDates } from '../../catalog/catalog.ts';

export const catalogRouter = router({
  concerts: publicProcedure.query(({ ctx }) => concerts(ctx.db)),
  concert: publicProcedure
    .input(concertInput)
    .query(({ ctx, input }) => concert(ctx.db, input.concertId)),
  dates: query(
    concertInput,
    admitted(
      (db, { concertId }) => concertExists(db, concertId),
      ({ db }, { concertId }) => openDates(db, concertId),
    ),
  ),
});
