import {
  addPerformanceInput,
  cancelPerformanceInput,
  movePerformanceInput,
  removePerformanceInput,
} from '../../../concert/concert.schema.ts';
import {
  addPerformance,
  cancelPerformance,
  movePerformance,
  removePerformance,
} from '../../../concert/concert.ts';
import { refuse } from '../../../errors/refusal.ts';
import { coversConcert } from '../../../staff/staff.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';
import { byConcert, byPerformance } from './by.ts';

export const performancesRouter = router({
  /** Copies seats only from a concert that the caller manages, too. */
  add: staff(['MANAGER'], addPerformanceInput, byConcert).mutation(async ({ ctx, input }) => {
    const { copyFrom: performanceId } = input;
    if (
      performanceId !== undefined &&
      !(await coversConcert(ctx.grants, ['MANAGER'], () =>
        byPerformance(ctx.db, { performanceId }),
      ))
    )
      refuse('NOT_FOUND');
    return addPerformance(ctx, ctx.userId, input);
  }),
  move: staff(['MANAGER'], movePerformanceInput, byPerformance).mutation(({ ctx, input }) =>
    movePerformance(ctx, ctx.userId, input),
  ),
  remove: staff(['MANAGER'], removePerformanceInput, byPerformance).mutation(({ ctx, input }) =>
    removePerformance(ctx, ctx.userId, input),
  ),
  cancel: staff(['MANAGER'], cancelPerformanceInput, byPerformance).mutation(({ ctx, input }) =>
    cancelPerformance(ctx, ctx.userId, input),
  ),
});
