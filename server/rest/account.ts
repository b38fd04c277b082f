import { z } from 'zod';
import { signAccessToken } from '../account/access-token.ts';
import { signInInput, signUpInput } from '../account/account.schema.ts';
import { recordSignIn, signUp } from '../account/account.ts';
import { signIn } from '../account/sign-in.ts';
import { env } from '../config/env.ts';
import { refuse } from '../errors/refusal.ts';
import { endpoint, inputOf } from './endpoint.ts';

const accessTokenSeconds = 86_400;

const emailMeta = {
  description:
    'An e-mail address: at most 64 characters before the `@`, 254 in all. Case, surrounding spaces, and the spelling of an internationalised domain make no difference',
  examples: ['minji@example.com'],
};
const signUpBody = z.strictObject({
  email: signUpInput.shape.email.meta(emailMeta),
  password: signUpInput.shape.password.meta({
    format: 'password',
    description: '8 to 200 characters, counted in Unicode’s NFC; NFC and NFD are the same password',
  }),
  name: signUpInput.shape.name.meta({
    description:
      'The user’s name: 1 to 100 visible characters, counted in Unicode’s NFC. It is stored in NFC, with single spaces',
  }),
  terms: signUpInput.shape.terms.meta({
    description:
      'The accepted version of the terms. Without `terms`, `privacy` and `over14`, a server with terms asks before the first join or payment',
  }),
  privacy: signUpInput.shape.privacy.meta({
    description: 'The accepted version of the privacy notice',
  }),
  over14: signUpInput.shape.over14.meta({ description: 'The user is 14 years old or older' }),
});
const signInBody = z.strictObject({
  email: signInInput.shape.email.meta(emailMeta),
  password: signInInput.shape.password.meta({
    format: 'password',
    description: 'The user’s password',
  }),
});
const userId = z.guid().meta({ description: 'The user’s id, a part of the user’s paths' });

export const accountEndpoints = [
  endpoint({
    id: 'signUp',
    method: 'POST',
    path: '/auth/users',
    proof: 'none',
    limited: 'signUp',
    title: 'Sign up',
    description: 'Creates a user with an empty wallet. An e-mail address has at most one account.',
    input: inputOf({ body: signUpBody }),
    status: 201,
    reply: z.object({ userId }),
    replyDescription: 'The new user’s id.',
    refusals: ['EMAIL_TAKEN', 'TERMS'],
    answer: ({ db }, { body }) => signUp(db, body),
  }),
  endpoint({
    id: 'signIn',
    method: 'POST',
    path: '/auth/token',
    proof: 'none',
    title: 'Sign in',
    description:
      'Returns an access token, which identifies the user for 24 hours. A wrong address or password is refused with NOT_SIGNED_IN.',
    input: inputOf({ body: signInBody }),
    reply: z.object({
      accessToken: z.string().meta({ description: 'The token for `Authorization: Bearer`' }),
      tokenType: z.literal('Bearer'),
      expiresIn: z.int().min(1).meta({ description: 'Seconds until the token expires' }),
      userId,
    }),
    replyDescription: 'The access token, and its user.',
    refusals: ['NOT_SIGNED_IN', 'TOO_MANY_REQUESTS'],
    answer: async ({ db, redis, request }, { body }) => {
      const { userId, version } =
        (await signIn({ db, redis, address: request.address }, body)) ?? refuse('NOT_SIGNED_IN');
      const userAgent = request.header('user-agent');
      const program = { kind: 'TOKEN' as const, device: null, userAgent };
      const id =
        (await recordSignIn(db, { userId, version, ...program })) ?? refuse('NOT_SIGNED_IN');
      const accessToken = signAccessToken(
        userId,
        env().NEXTAUTH_SECRET,
        accessTokenSeconds,
        version,
        id,
      );
      return { accessToken, tokenType: 'Bearer' as const, expiresIn: accessTokenSeconds, userId };
    },
  }),
];
