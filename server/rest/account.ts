import { z } from 'zod';
import { signAccessToken } from '../account/access-token.ts';
import { signInInput, signUpInput } from '../account/account.schema.ts';
import { signUp } from '../account/account.ts';
import { signIn } from '../account/sign-in.ts';
import { env } from '../config/env.ts';
import { refuse } from '../errors/refusal.ts';
import { endpoint, inputOf } from './endpoint.ts';

const accessTokenSeconds = 86_400;

const emailMeta = {
  description:
    'An e-mail address: at most 64 characters before the `@`, 254 in all. Upper and lower case are the same, and so are the two spellings of an internationalised domain; spaces around it do not count',
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
      'How the person wants to be called: 1 to 100 characters, counted in Unicode’s NFC, all of which can be seen. It is kept in NFC, with single spaces',
  }),
});
const signInBody = z.strictObject({
  email: signInInput.shape.email.meta(emailMeta),
  password: signInInput.shape.password.meta({
    format: 'password',
    description: 'The password given at the sign-up',
  }),
});
const userId = z.guid().meta({ description: 'The person’s id, which stands in their paths' });

export const accountEndpoints = [
  endpoint({
    id: 'signUp',
    method: 'POST',
    path: '/auth/users',
    proof: 'none',
    limited: 'signUp',
    title: 'Sign up',
    description:
      'Creates a person, with an empty wallet. An e-mail address has one account at most.',
    input: inputOf({ body: signUpBody }),
    status: 201,
    reply: z.object({ userId }),
    replyDescription: 'The new person’s id.',
    refusals: ['EMAIL_TAKEN'],
    answer: ({ db }, { body }) => signUp(db, body),
  }),
  endpoint({
    id: 'signIn',
    method: 'POST',
    path: '/auth/token',
    proof: 'none',
    title: 'Sign in',
    description:
      'Gives an access token, which says who a person is for 24 hours. Where address and password do not belong together, it is refused with NOT_SIGNED_IN, whichever of them is wrong.',
    input: inputOf({ body: signInBody }),
    reply: z.object({
      accessToken: z
        .string()
        .meta({ description: 'What `Authorization: Bearer` carries from now on' }),
      tokenType: z.literal('Bearer'),
      expiresIn: z.int().min(1).meta({ description: 'Seconds for which the token is good' }),
      userId,
    }),
    replyDescription: 'The access token, and whose it is.',
    refusals: ['NOT_SIGNED_IN', 'TOO_MANY_REQUESTS'],
    answer: async ({ db, redis, request }, { body }) => {
      const { userId } =
        (await signIn({ db, redis, address: request.address }, body)) ?? refuse('NOT_SIGNED_IN');
      const accessToken = signAccessToken(userId, env().NEXTAUTH_SECRET, accessTokenSeconds);
      return { accessToken, tokenType: 'Bearer' as const, expiresIn: accessTokenSeconds, userId };
    },
  }),
];
