import { keptRecordsInput } from '../../../privacy/privacy.schema.ts';
import { keptRecordsOf } from '../../../privacy/privacy.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';

export const recordsRouter = router({
  /** Records of deleted accounts that the law requires. Each reading writes an audit entry. */
  get: staff(['OWNER'], keptRecordsInput).query(({ ctx, input }) =>
    keptRecordsOf(ctx.db, ctx.userId, input),
  ),
});
