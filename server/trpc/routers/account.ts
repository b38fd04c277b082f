import { env } from '../../config/env.ts';
import { publicProcedure, router } from '../init.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';
import { profileOf, signUp } from '../../account/account.ts';
import { signUpInput } from '../../account/account.schema.ts';

export const accountRouter = router({
  me: publicProcedure.query(({ ctx }) =>
    ctx.userId === null ? null : profileOf(ctx.db, ctx.userId),
  ),
  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    await rateLimit(ctx, 'signUp', ctx.userId);
    return signUp(ctx.db, input);
  }),
  /** Names of the configured social sign-ins. */
  providers: publicProcedure.query(() => {
    const { KAKAO_CLIENT_ID, GOOGLE_CLIENT_ID, NAVER_CLIENT_ID } = env();
    return [
      ...(KAKAO_CLIENT_ID === undefined ? [] : ['kakao' as const]),
      ...(GOOGLE_CLIENT_ID === undefined ? [] : ['google' as const]),
      ...(NAVER_CLIENT_ID === undefined ? [] : ['naver' as const]),
    ];
  }),
});
