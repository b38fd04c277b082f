import { env } from '../../config/env.ts';
import { publicProcedure, router } from '../init.ts';
import { rateLimit } from '../../rate-limit/rate-limit.ts';
import {
  changeEmail,
  changePassword,
  profileOf,
  requestReset,
  resetPassword,
  revoke,
  sendCode,
  sendVerification,
  sessionsOf,
  signUp,
  verifyEmail,
} from '../../account/account.ts';
import {
  changeEmailInput,
  changePasswordInput,
  deleteInput,
  requestResetInput,
  resetInput,
  revokeInput,
  signUpInput,
  verificationInput,
  verifyInput,
} from '../../account/account.schema.ts';
import { acceptTerms, currentVersions } from '../../terms/terms.ts';
import { acceptTermsInput } from '../../terms/terms.schema.ts';
import type { Context } from '../../request/context.ts';
import { deleteAccount, exportOf } from '../../privacy/privacy.ts';
import { currentOf, signedIn } from '../procedures.ts';
import { noticesRouter } from './notices.ts';

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
  sendCode: signedIn.input(verificationInput).mutation(async ({ ctx, input }) => {
    await sendCode(mailClient(ctx), ctx.userId, input);
    return {};
  }),
  changeEmail: signedIn.input(changeEmailInput).mutation(async ({ ctx, input }) => {
    await changeEmail(mailClient(ctx), await currentOf(ctx), input);
    return {};
  }),
  changePassword: signedIn.input(changePasswordInput).mutation(async ({ ctx, input }) => {
    await changePassword(mailClient(ctx), await currentOf(ctx), input);
    return {};
  }),
  sessions: signedIn.query(async ({ ctx }) => sessionsOf(ctx.db, await currentOf(ctx))),
  revoke: signedIn.input(revokeInput).mutation(async ({ ctx, input }) => {
    await revoke(ctx.db, await currentOf(ctx), input);
    return {};
  }),
  export: signedIn.query(async ({ ctx }) => {
    await rateLimit(ctx, 'export', ctx.userId);
    return exportOf(ctx, await currentOf(ctx));
  }),
  delete: signedIn.input(deleteInput).mutation(async ({ ctx, input }) => {
    await deleteAccount(mailClient(ctx), await currentOf(ctx), input);
    return {};
  }),
  notices: noticesRouter,
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
