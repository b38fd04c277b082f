import { auditInput } from '../../../admin/audit-log.schema.ts';
import { auditEntries } from '../../../admin/audit-log.ts';
import { integrity } from '../../../audit/integrity.ts';
import { env } from '../../../config/env.ts';
import { noInput } from '../../../schema/ids.schema.ts';
import { router } from '../../init.ts';
import { admin } from '../../procedures.ts';

export const auditRouter = router({
  list: admin.input(auditInput).query(({ ctx, input = {} }) => auditEntries(ctx.db, input)),
});

export const integrityProcedure = admin.input(noInput).query(() => integrity(env().DATABASE_URL));
