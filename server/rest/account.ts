import { z } from 'zod';
import { signAccessToken } from '../account/access-token.ts';
import { signInInput, signUpInput } from '../account/account.schema.ts';
import { signUp } from '../account/account.ts';
import { signIn } from '../account/sign-in.ts';
import { env } from '../env.ts';
import { refuse } from '../errors.ts';
import { endpoint, inputOf } from './endpoint.ts';

const accessTokenSeconds = 86_400;

export const accountEndpoints = [
  endpoint({
    id: 'signUp',
    method: 'POST',
    path: '/auth/users',
    proof: 'none',
    limited: 'signUp',
    title: 'Sign-up',
    description: 'Creates a person, with an empty wallet. The e-mail address is compared without regard to case.',
    input: inputOf({ body: signUpInput }),
    status: 201,
    reply: z.object({ userId: z.guid() }),
    replyDescription: 'The new person’s id.',
    refusals: ['EMAIL_TAKEN'],
    answer: ({ db }, { body }) => signUp(db, body),
  }),
  endpoint({
    id: 'signIn',
    method: 'POST',
    path: '/auth/token',
    proof: 'none',
    title: 'Access token',
    description: 'Signs a person in: gives an access token, which says who they are for 24 hours. NOT_SIGNED_IN: no such pair.',
    input: inputOf({ body: signInInput }),
    reply: z.object({ accessToken: z.string(), tokenType: z.literal('Bearer'), expiresIn: z.int(), userId: z.guid() }),
    replyDescription: 'The access token, and for how many seconds it is good.',
    refusals: ['NOT_SIGNED_IN', 'TOO_MANY_REQUESTS'],
    answer: async ({ db, redis, request }, { body }) => {
      const { userId } = (await signIn({ db, redis, address: request.address }, body)) ?? refuse('NOT_SIGNED_IN');
      const accessToken = await signAccessToken(userId, env().NEXTAUTH_SECRET, accessTokenSeconds);
      return { accessToken, tokenType: 'Bearer' as const, expiresIn: accessTokenSeconds, userId };
    },
  }),
];
