import type { Context } from '../../request/context.ts';
import {
  addFactorInput,
  challengeInput,
  confirmFactorInput,
  reauthenticateInput,
  removeFactorInput,
} from '../../staff/staff.schema.ts';
import {
  addFactor,
  challengePasskey,
  confirmFactor,
  listFactors,
  reauthenticate,
  removeFactor,
  type Site,
} from '../../staff/staff.ts';
import { noInput } from '../../schema/ids.schema.ts';
import { router } from '../init.ts';
import { currentSignIn, staff } from '../procedures.ts';
import { everyRole } from './admin/by.ts';

const siteOf = ({ request }: Context): Site => ({ host: request.header('host') ?? '' });

/** Every role may call these, because each staff member has a second factor. */
export const staffRouter = router({
  reauthenticate: staff(everyRole, reauthenticateInput).mutation(async ({ ctx, input }) =>
    reauthenticate(ctx, await currentSignIn(ctx), siteOf(ctx), input),
  ),
  factors: router({
    list: staff(everyRole, noInput).query(({ ctx }) => listFactors(ctx.db, ctx.userId)),
    /** Returns the options with which a browser signs by a passkey. */
    challenge: staff(everyRole, challengeInput).mutation(async ({ ctx }) =>
      challengePasskey(ctx.db, await currentSignIn(ctx), siteOf(ctx)),
    ),
    add: staff(everyRole, addFactorInput).mutation(async ({ ctx, input }) =>
      addFactor(ctx.db, await currentSignIn(ctx), siteOf(ctx), input),
    ),
    confirm: staff(everyRole, confirmFactorInput).mutation(async ({ ctx, input }) =>
      confirmFactor(ctx, await currentSignIn(ctx), siteOf(ctx), input),
    ),
    remove: staff(everyRole, removeFactorInput).mutation(async ({ ctx, input }) =>
      removeFactor(ctx.db, await currentSignIn(ctx), input),
    ),
  }),
});
