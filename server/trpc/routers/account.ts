import { env } from '../../config/env.ts';
import { publicProcedure, router } from '../init.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';
import {
  profileOf,
  requestReset,
  resetPassword,
  sendVerification,
  signUp,
  verifyEmail,
} from '../../account/account.ts';
import {
  requestResetInput,
  resetInput,
  signUpInput,
  verificationInput,
  verifyInput,
} from '../../account/account.schema.ts';
import { acceptTerms, currentVersions } from '../../terms/terms.ts';
import { acceptTermsInput } from '../../terms/terms.schema.ts';
import type { Context } from '../../request/context.ts';
import { signedIn } from '../procedures.ts';

const mailClient = ({ db, redis, request }: Context) => ({ db, redis, address: request.address });

export const accountRouter = router({
  me: publicProcedure.query(({ ctx }) =>
    ctx.userId === null ? null : profileOf(ctx.db, ctx.userId),
  ),
  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    await rateLimit(ctx, 'signUp', ctx.userId);
    return signUp(ctx.db, input);
  }),
  sendVerification: signedIn.input(verificationInput).mutation(async ({ ctx, input }) => {
    await sendVerification(mailClient(ctx), ctx.userId, input);
    return {};
  }),
  verify: publicProcedure.input(verifyInput).mutation(async ({ ctx, input }) => {
    await rateLimit(ctx, 'signIn', null);
    return verifyEmail(ctx.db, input.token);
  }),
  requestReset: publicProcedure.input(requestResetInput).mutation(async ({ ctx, input }) => {
    await requestReset(mailClient(ctx), input);
    return {};
  }),
  reset: publicProcedure.input(resetInput).mutation(async ({ ctx, input }) => {
    await rateLimit(ctx, 'signIn', null);
    await resetPassword(ctx.db, input);
    return {};
  }),
  /** Versions to accept, null if this installation asks for none, and its operator, if named. */
  terms: publicProcedure.query(() => ({
    versions: currentVersions(),
    operator: env().OPERATOR ?? null,
  })),
  acceptTerms: signedIn.input(acceptTermsInput).mutation(async ({ ctx, input }) => {
    await acceptTerms(ctx.db, ctx.userId, input);
    return {};
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
