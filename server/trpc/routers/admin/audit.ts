import { auditInput } from '../../../admin/audit-log.schema.ts';
import { auditEntries } from '../../../admin/audit-log.ts';
import { integrity } from '../../../audit/integrity.ts';
import { env } from '../../../config/env.ts';
import { refuse } from '../../../errors/refusal.ts';
import { noInput } from '../../../schema/ids.schema.ts';
import { scopeOf } from '../../../staff/staff.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';

export const auditRouter = router({
  /** Without `concertId`, lists the entries of all concerts of the caller's grants. */
  list: staff(['AUDITOR'], auditInput).query(({ ctx, input = {} }) => {
    const scope = scopeOf(ctx.grants, ['AUDITOR']) ?? [];
    const { concertId } = input;
    if (scope !== 'all' && concertId !== undefined && !scope.includes(concertId))
      refuse('NOT_FOUND');
    return auditEntries(ctx.db, input, scope);
  }),
});

export const integrityProcedure = staff(['AUDITOR'], noInput).query(() =>
  integrity(env().DATABASE_URL),
);
