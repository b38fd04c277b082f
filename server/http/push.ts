import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { issuesOf } from '../errors/issues.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import { subscribe, unsubscribe } from '../push/push.ts';
import { subscriptionInput, unsubscriptionInput } from '../push/push.schema.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import { type Context, createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { parseJson, textOf } from '../request/json.ts';
import { isJson, readBody, type Route, sendJson } from '../request/messages.ts';
import { toClientRequest } from '../request/request.ts';
import { schedule } from './scheduler.ts';

/**
 * Creates the route of a browser's subscription. Refusals: NOT_JSON, TOO_LARGE, NOT_SIGNED_IN,
 * CROSS_SITE, BAD_INPUT, TOO_MANY_REQUESTS, those of `change`.
 */
const route = <S extends z.ZodType>(
  name: string,
  input: S,
  change: (db: Context['db'], userId: string, given: z.output<S>) => Promise<void>,
): Route => ({
  method: 'POST',
  answer: async (req: IncomingMessage, res: ServerResponse, credentials: Credentials) => {
    const { method = 'POST', socket, headers } = req;
    if (!isJson(headers['content-type'], headers['content-encoding'])) refuse('NOT_JSON');
    const body = textOf(await readBody(req));
    const context = createContext(toClientRequest(req, res), credentials);
    await schedule([name], { method, socket, credentials }, async () => {
      const userId = (await context.identify()) ?? refuse('NOT_SIGNED_IN');
      const parsed = input.safeParse(bodyOf(body));
      if (!parsed.success) throw new Refusal('BAD_INPUT', { issues: issuesOf(parsed.error) });
      await rateLimit(context, 'push', userId);
      await change(context.db, userId, parsed.data);
    });
    sendJson(res, 200, {});
  },
});

function bodyOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const issues = [{ path: '', message: 'not well-formed JSON' }];
    throw new Refusal('BAD_INPUT', { issues }, { cause: error });
  }
}

/** Routes by path. */
export const pushRoutes = {
  '/api/push/subscribe': route('pushSubscribe', subscriptionInput, subscribe),
  '/api/push/unsubscribe': route(
    'pushUnsubscribe',
    unsubscriptionInput,
    (db, userId, { endpoint }) => unsubscribe(db, userId, endpoint),
  ),
};
