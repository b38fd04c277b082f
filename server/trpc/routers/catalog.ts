import { concertInput } from '../../schema/ids.schema.ts';
import { isRefusal, refusalAsData } from '../../errors/refusal.ts';
import type { Context } from '../../request/context.ts';
import { publicProcedure, router } from '../init.ts';
import { admitted, query } from '../procedures.ts';
import { coversConcert, grantsOf } from '../../staff/staff.ts';
import { everyRole } from './admin/by.ts';
import { followProcedures } from './notices.ts';
import { concert, concertExists, concerts, openDates } from '../../catalog/catalog.ts';

/**
 * Staff also see drafts and archived concerts of their grants. Grants are read only for these.
 * Refusal: NOT_FOUND.
 */
async function publicOrForStaff(
  { db, userId }: Pick<Context, 'db'> & { userId: string | null },
  concertId: number,
) {
  const found = await refusalAsData(concert(db, concertId));
  if (!isRefusal(found)) return found;
  const grants = userId === null ? [] : await grantsOf(db, userId);
  if (!(await coversConcert(grants, everyRole, () => concertId))) throw found;
  return concert(db, concertId, { withHidden: true });
}

export const catalogRouter = router({
  ...followProcedures,
  concerts: publicProcedure.query(({ ctx }) => concerts(ctx.db)),
  concert: publicProcedure
    .input(concertInput)
    .query(({ ctx, input }) => publicOrForStaff(ctx, input.concertId)),
  dates: query(
    concertInput,
    admitted(
      (db, { concertId }) => concertExists(db, concertId),
      ({ db }, { concertId }) => openDates(db, concertId),
    ),
  ),
});
