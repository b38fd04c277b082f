import { changePlan, importPlan } from '../../../concert/date-plan.ts';
import {
  seatBlockInput,
  seatImportInput,
  seatPlanInput,
} from '../../../seat-plan/seat-plan.schema.ts';
import { blockSeats, unblockSeats } from '../../../seat-plan/seat-plan.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';
import { byPerformance } from './by.ts';

export const seatsRouter = router({
  plan: staff(['MANAGER'], seatPlanInput, byPerformance).mutation(({ ctx, input }) =>
    changePlan(ctx.db, ctx.userId, input),
  ),
  import: staff(['MANAGER'], seatImportInput, byPerformance).mutation(({ ctx, input }) =>
    importPlan(ctx.db, ctx.userId, input),
  ),
  block: staff(['MANAGER'], seatBlockInput, byPerformance).mutation(({ ctx, input }) =>
    blockSeats(ctx.db, ctx.userId, input),
  ),
  unblock: staff(['MANAGER'], seatBlockInput, byPerformance).mutation(({ ctx, input }) =>
    unblockSeats(ctx.db, ctx.userId, input),
  ),
});
