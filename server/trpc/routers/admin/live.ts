import { liveInput } from '../../../live/live.schema.ts';
import { type Access, LiveViews } from '../../../live/live.ts';
import { refuse } from '../../../errors/refusal.ts';
import type { Context } from '../../../request/context.ts';
import { Credentials, identify } from '../../../request/credentials.ts';
import { coversConcert, grantsOf, requireAtConcert, requireRole } from '../../../staff/staff.ts';
import { staff } from '../../procedures.ts';
import { anyRole, byConcert } from './by.ts';

const views = new LiveViews();

export const liveProcedure = staff(anyRole, liveInput, byConcert).subscription(
  async ({ ctx, input, signal = new AbortController().signal }) => {
    const access = accessTo(ctx, ctx.userId, input.concertId);
    return views.watch(ctx, input, { userId: ctx.userId, access, signal });
  },
);

/**
 * Returns the check of a stream's caller, which reads the credentials, their expiry and the grants
 * again. Refusals: NOT_SIGNED_IN, ADMIN_ONLY, NOT_FOUND.
 */
const accessTo =
  ({ db, request }: Context, userId: string, concertId: number): Access =>
  async () => {
    const credentials = new Credentials((name) => request.header(name));
    if ((await identify(credentials, request)) !== userId) refuse('NOT_SIGNED_IN');
    const grants = await grantsOf(db, userId);
    requireRole(grants, anyRole);
    await requireAtConcert(grants, anyRole, () => concertId);
    const has = (role: 'MANAGER' | 'AUDITOR') => coversConcert(grants, [role], () => concertId);
    return { seesNames: await has('MANAGER'), seesAudit: await has('AUDITOR') };
  };
