import { concertInput } from '../../schema/ids.schema.ts';
import { publicProcedure, router } from '../init.ts';
import { admitted } from '../procedures.ts';
import { concert, concertExists, concerts, openDates } from '../../catalog/catalog.ts';

export const catalogRouter = router({
  concerts: publicProcedure.query(({ ctx }) => concerts(ctx.db)),
  concert: publicProcedure
    .input(concertInput)
    .query(({ ctx, input }) => concert(ctx.db, input.concertId)),
  dates: admitted(concertInput, (db, { concertId }) => concertExists(db, concertId)).query(
    ({ ctx, input }) => openDates(ctx.db, input.concertId),
  ),
});
