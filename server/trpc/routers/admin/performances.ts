import {
  addPerformanceInput,
  movePerformanceInput,
  removePerformanceInput,
} from '../../../concert/concert.schema.ts';
import { addPerformance, movePerformance, removePerformance } from '../../../concert/concert.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';
import { byConcert, byPerformance } from './by.ts';

export const performancesRouter = router({
  add: staff(['MANAGER'], addPerformanceInput, byConcert).mutation(({ ctx, input }) =>
    addPerformance(ctx, ctx.userId, input),
  ),
  move: staff(['MANAGER'], movePerformanceInput, byPerformance).mutation(({ ctx, input }) =>
    movePerformance(ctx, ctx.userId, input),
  ),
  remove: staff(['MANAGER'], removePerformanceInput, byPerformance).mutation(({ ctx, input }) =>
    removePerformance(ctx, ctx.userId, input),
  ),
});
