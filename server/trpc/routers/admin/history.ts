import { history } from '../../../history/history.ts';
import { historyInput } from '../../../history/history.schema.ts';
import { staff } from '../../procedures.ts';
import { anyRole, byConcert } from './by.ts';

export const historyProcedure = staff(anyRole, historyInput, byConcert).query(({ ctx, input }) =>
  history(ctx.db, input),
);
