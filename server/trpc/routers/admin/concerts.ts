import { concertInput } from '../../../schema/ids.schema.ts';
import {
  archiveInput,
  cancelConcertInput,
  closeInput,
  concertFields,
  copyInput,
  listInput,
  publishInput,
  updateInput,
} from '../../../concert/concert.schema.ts';
import {
  archiveConcert,
  cancelConcert,
  closeConcert,
  copyConcert,
  createConcert,
  getConcert,
  listConcerts,
  publishConcert,
  updateConcert,
} from '../../../concert/concert.ts';
import { rolesAt, scopeOf } from '../../../staff/staff.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';
import { byConcert, everyRole, forAllConcerts } from './by.ts';

export const concertsRouter = router({
  /** Lists the concerts of the caller's grants. `roles` are those for all concerts. */
  list: staff(everyRole, listInput).query(async ({ ctx, input }) => ({
    ...(await listConcerts(ctx.db, input, scopeOf(ctx.grants, everyRole) ?? [])),
    roles: rolesAt(ctx.grants, null),
  })),
  /** `roles` are those of the caller at this concert. */
  get: staff(everyRole, concertInput, byConcert).query(async ({ ctx, input }) => ({
    ...(await getConcert(ctx.db, input.concertId)),
    roles: rolesAt(ctx.grants, input.concertId),
  })),
  create: staff(['MANAGER'], concertFields).mutation(({ ctx, input }) => {
    forAllConcerts(ctx.grants);
    return createConcert(ctx.db, ctx.userId, input);
  }),
  update: staff(['MANAGER'], updateInput, byConcert).mutation(({ ctx, input }) =>
    updateConcert(ctx, ctx.userId, input),
  ),
  copy: staff(['MANAGER'], copyInput, byConcert).mutation(({ ctx, input }) => {
    forAllConcerts(ctx.grants);
    return copyConcert(ctx.db, ctx.userId, input);
  }),
  publish: staff(['MANAGER'], publishInput, byConcert).mutation(({ ctx, input }) =>
    publishConcert(ctx, ctx.userId, input),
  ),
  close: staff(['MANAGER'], closeInput, byConcert).mutation(({ ctx, input }) =>
    closeConcert(ctx, ctx.userId, input),
  ),
  archive: staff(['MANAGER'], archiveInput, byConcert).mutation(({ ctx, input }) =>
    archiveConcert(ctx, ctx.userId, input),
  ),
  cancel: staff(['MANAGER'], cancelConcertInput, byConcert).mutation(({ ctx, input }) =>
    cancelConcert(ctx, ctx.userId, input),
  ),
});
