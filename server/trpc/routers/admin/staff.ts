import { z } from 'zod';
import { grantInput, revokeInput } from '../../../staff/staff.schema.ts';
import { grantRole, listStaff, revokeRole } from '../../../staff/staff.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';

export const adminStaffRouter = router({
  list: staff(['OWNER'], z.strictObject({}).optional()).query(({ ctx }) => listStaff(ctx.db)),
  grant: staff(['OWNER'], grantInput).mutation(({ ctx, input }) =>
    grantRole(ctx.db, ctx.userId, input),
  ),
  revoke: staff(['OWNER'], revokeInput).mutation(({ ctx, input }) =>
    revokeRole(ctx.db, ctx.userId, input),
  ),
});
