import { auditInput } from '../../../admin/audit-log.schema.ts';
import { auditEntries } from '../../../admin/audit-log.ts';
import { router } from '../../init.ts';
import { admin } from '../../procedures.ts';

export const auditRouter = router({
  list: admin.input(auditInput).query(({ ctx, input = {} }) => auditEntries(ctx.db, input)),
});
