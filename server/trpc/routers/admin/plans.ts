import { noInput } from '../../../schema/ids.schema.ts';
import { hallPlanIdInput, hallPlanInput } from '../../../seat-plan/seat-plan.schema.ts';
import { hallPlans, removePlan, savePlan } from '../../../seat-plan/seat-plan.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';

/** Hall plans belong to no concert, so a manager of any concert may use them. */
export const plansRouter = router({
  list: staff(['MANAGER'], noInput).query(({ ctx }) => hallPlans(ctx.db)),
  save: staff(['MANAGER'], hallPlanInput).mutation(({ ctx, input }) =>
    savePlan(ctx.db, ctx.userId, input),
  ),
  remove: staff(['MANAGER'], hallPlanIdInput).mutation(({ ctx, input }) =>
    removePlan(ctx.db, ctx.userId, input.planId),
  ),
});
