import { choicesInput, followInput } from '../../notice/choices.schema.ts';
import { choicesOf, follow, following, setChoices } from '../../notice/notice.ts';
import { pushKey } from '../../push/push.ts';
import { noInput } from '../../schema/ids.schema.ts';
import { router } from '../init.ts';
import { signedIn } from '../procedures.ts';

/** Router below `account`: which notices a person gets, and how. */
export const noticesRouter = router({
  get: signedIn.input(noInput).query(({ ctx }) => choicesOf(ctx.db, ctx.userId)),
  set: signedIn
    .input(choicesInput)
    .mutation(({ ctx, input }) => setChoices(ctx.db, ctx.userId, input)),
  /** Key with which a browser subscribes to pushes; null if this server sends none. */
  pushKey: signedIn.input(noInput).query(() => ({ key: pushKey() })),
});

/** Procedures of `catalog` about followed concerts. */
export const followProcedures = {
  follow: signedIn
    .input(followInput)
    .mutation(({ ctx, input }) => follow(ctx.db, ctx.userId, input)),
  following: signedIn.input(noInput).query(({ ctx }) => following(ctx.db, ctx.userId)),
};
