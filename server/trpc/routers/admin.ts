import { concertInput, performanceInput } from '../../schema/ids.schema.ts';
import { refundInput } from '../../payment/payment.schema.ts';
import { refund } from '../../payment/payment.ts';
import { router } from '../init.ts';
import { admin } from '../procedures.ts';
import { policyInput, saleInput } from '../../admin/admin.schema.ts';
import { overview, seatMap, setPolicy } from '../../admin/admin.ts';
import { setSale } from '../../admin/sale-settings.ts';
import { auditRouter, integrityProcedure } from './admin/audit.ts';
import { holdsRouter, placeControls, ticketsRouter } from './admin/controls.ts';

export const adminRouter = router({
  overview: admin.input(concertInput).query(({ ctx, input }) => overview(ctx, input.concertId)),
  seatMap: admin
    .input(performanceInput)
    .query(({ ctx, input }) => seatMap(ctx.db, input.performanceId)),
  audit: auditRouter,
  integrity: integrityProcedure,
  holds: holdsRouter,
  tickets: ticketsRouter,
  queue: router({
    set: admin.input(policyInput).mutation(({ ctx, input }) => setPolicy(ctx, ctx.userId, input)),
    ...placeControls,
  }),
  concert: router({
    set: admin.input(saleInput).mutation(({ ctx, input }) => setSale(ctx.db, ctx.userId, input)),
  }),
  payments: router({
    refund: admin
      .input(refundInput)
      .mutation(({ ctx, input }) => refund(ctx.db, { byUserId: ctx.userId, ...input })),
  }),
});
