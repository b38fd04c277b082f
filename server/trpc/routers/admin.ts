import { env } from '../../config/env.ts';
import { concertInput, performanceInput } from '../../schema/ids.schema.ts';
import { refundInput } from '../../payment/payment.schema.ts';
import { refund } from '../../payment/payment.ts';
import { coversConcert } from '../../staff/staff.ts';
import { router } from '../init.ts';
import { staff } from '../procedures.ts';
import { policyInput } from '../../admin/admin.schema.ts';
import { overview, seatMap, setPolicy } from '../../admin/admin.ts';
import { auditRouter, integrityProcedure } from './admin/audit.ts';
import { anyRole, byConcert, byPayment, byPerformance } from './admin/by.ts';
import { concertsRouter } from './admin/concerts.ts';
import { holdsRouter, placeControls, ticketsRouter } from './admin/controls.ts';
import { historyProcedure } from './admin/history.ts';
import { liveProcedure } from './admin/live.ts';
import { mailsRouter } from './admin/mails.ts';
import { peopleRouter } from './admin/people.ts';
import { performancesRouter } from './admin/performances.ts';
import { plansRouter } from './admin/plans.ts';
import { recordsRouter } from './admin/records.ts';
import { seatsRouter } from './admin/seats.ts';
import { adminStaffRouter } from './admin/staff.ts';

export const adminRouter = router({
  overview: staff(anyRole, concertInput, byConcert).query(({ ctx, input }) =>
    overview(ctx, input.concertId),
  ),
  seatMap: staff(anyRole, performanceInput, byPerformance).query(async ({ ctx, input }) => {
    const isManager = await coversConcert(ctx.grants, ['MANAGER'], () =>
      byPerformance(ctx.db, input),
    );
    return seatMap(ctx.db, input.performanceId, { masked: !isManager });
  }),
  history: historyProcedure,
  live: liveProcedure,
  audit: auditRouter,
  integrity: integrityProcedure,
  holds: holdsRouter,
  tickets: ticketsRouter,
  queue: router({
    set: staff(['MANAGER'], policyInput, byConcert).mutation(({ ctx, input }) =>
      setPolicy(ctx, ctx.userId, input),
    ),
    ...placeControls,
  }),
  concerts: concertsRouter,
  mails: mailsRouter,
  people: peopleRouter,
  performances: performancesRouter,
  records: recordsRouter,
  staff: adminStaffRouter,
  plans: plansRouter,
  seats: seatsRouter,
  payments: router({
    refund: staff(['SUPPORT'], refundInput, byPayment).mutation(async ({ ctx, input }) => {
      const isManager = await coversConcert(ctx.grants, ['MANAGER'], () =>
        byPayment(ctx.db, input),
      );
      const limit = isManager ? {} : { amountMaxKrw: BigInt(env().SUPPORT_REFUND_MAX) };
      return refund(ctx.db, { byUserId: ctx.userId, ...limit, ...input });
    }),
  }),
});
