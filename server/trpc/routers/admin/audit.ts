import { auditInput } from '../../../admin/audit-log.schema.ts';
import { auditEntries } from '../../../admin/audit-log.ts';
import { integrity } from '../../../audit/integrity.ts';
import { env } from '../../../config/env.ts';
import { noInput } from '../../../schema/ids.schema.ts';
import { requireAtConcert, scopeOf } from '../../../staff/staff.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';

const readers = ['AUDITOR'] as const;

export const auditRouter = router({
  /** Without `concertId`, lists the entries of all concerts of the caller's grants. */
  list: staff(readers, auditInput).query(async ({ ctx, input = {} }) => {
    const { concertId } = input;
    if (concertId !== undefined) await requireAtConcert(ctx.grants, readers, () => concertId);
    return auditEntries(ctx.db, input, scopeOf(ctx.grants, readers) ?? []);
  }),
});

export const integrityProcedure = staff(readers, noInput).query(() =>
  integrity(env().DATABASE_URL),
);
