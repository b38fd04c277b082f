import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { signAccessToken } from '../account/access-token.ts';
import { checkPassword, signUp } from '../account/account.ts';
import { signInInput, signUpInput } from '../account/account.schema.ts';
import { db } from '../db.ts';
import { env } from '../env.ts';
import { refuse, Refusal } from '../errors.ts';
import { issuesOf } from '../trpc/init.ts';
import { readJson, type Route, sendJson } from './http.ts';

const accessTokenSeconds = 86_400;

/** What programs sign up and in with, by path; each is also answered below /api. */
export const signInRoutes: Record<string, Route> = {
  '/auth/users': {
    method: 'POST',
    answer: async (req, res) => sendJson(res, 201, await signUp(db(), await inputOf(req, signUpInput))),
  },
  '/auth/token': {
    method: 'POST',
    answer: async (req, res) => {
      const { userId } = (await checkPassword(db(), await inputOf(req, signInInput))) ?? refuse('NOT_SIGNED_IN');
      const accessToken = await signAccessToken(userId, env().NEXTAUTH_SECRET, accessTokenSeconds);
      sendJson(res, 200, { accessToken, tokenType: 'Bearer', expiresIn: accessTokenSeconds, userId });
    },
  },
};

async function inputOf<S extends z.ZodType>(req: IncomingMessage, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await readJson(req));
  if (!parsed.success) throw new Refusal('BAD_INPUT', { issues: issuesOf(parsed.error) });
  return parsed.data;
}
