import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type RefusalCode } from '../errors/errors.schema.ts';
import { isRefusal } from '../errors/refusal.ts';
import { createRedis, type RedisClient } from '../redis/redis.ts';
import { QueueCookies } from '../queue/cookie/cookie.ts';
import { Credentials } from '../request/credentials.ts';
import { createClient } from '../database/db.ts';
import { env } from '../config/env.ts';
import { pureEnvironment } from '#tests/support/environment.ts';
import { type RestInput, endpoint, inputOf } from './endpoint.ts';
import { endpoints, routeAt } from './endpoints.ts';
import { ownPath } from './rest.schema.ts';

beforeAll(pureEnvironment);

const methodsAt = (at: string) => routeAt(at)?.endpoints.map(({ method }) => method);

test('each endpoint is found at its path with its parameters: at the root and below /api, or at its one fixed place', () => {
  for (const { id, path } of endpoints) {
    const at = path.replace('{userId}', 'a-user').replace('{concertId}', '7');
    for (const base of /^\/(api|\.well-known)\//.test(at) ? [''] : ['', '/api'])
      expect(routeAt(`${base}${at}`)?.endpoints.some((found) => found.id === id)).toBe(true);
  }
  expect(routeAt('/concert/7/dates')?.parameters).toEqual({ concertId: '7' });
  expect(routeAt('/api/concert/x%2Fy/Token')?.parameters).toEqual({ userId: 'x%2Fy' });
  expect(methodsAt('/concert/x/Token')).toEqual(['POST', 'GET']);
  expect(methodsAt('/concert/x/balance')?.sort()).toEqual(['GET', 'POST']);
});

test.each([
  '',
  '/',
  '/api',
  '/concert/',
  '/concert//dates',
  '/concert/1/2/dates',
  '/concert/1/dates/',
  '/concert/1/DATES',
  '/concert/1/token',
  '/api/api/concert',
  '/api/.well-known/jwks.json',
  '/.well-known/jwksxjson',
  '/.well-known/void-tickets/',
  '/queue/7/board',
  '/api/api/queue/7/board',
  '/api/queue/7/board/',
  '/api/queue//board',
  '/api/queue/7',
  '/apis/concert',
  '/x/concert',
  '/concert/1/dates\n',
  '/auth/usersx',
])('no endpoint is at %j', (at) => {
  expect(routeAt(at)).toBeNull();
});

/** Creates an endpoint; `reached` contains the amounts of the requests that pass all checks. */
function trialEndpoint() {
  const reached: string[] = [];
  const made = endpoint({
    id: 'trial',
    method: 'POST',
    path: '/trial/{userId}',
    proof: 'accessToken',
    title: '',
    description: '',
    input: inputOf({ path: ownPath, body: z.strictObject({ amount: z.int() }) }),
    reply: z.object({ amount: z.int() }),
    replyDescription: '',
    refusals: [],
    answer: (_, { body }) => {
      reached.push(String(body.amount));
      return Promise.resolve({ ...body, secret: 'stays here' });
    },
  });
  return { made, reached };
}

async function respond(input: Partial<RestInput>, userId: string | null): Promise<unknown> {
  const { made, reached } = trialEndpoint();
  const nowhere: { db: ReturnType<typeof createClient>['client']; redis: RedisClient } = {
    db: createClient(env().DATABASE_URL, 2).client,
    redis: createRedis(env().REDIS_URL),
  };
  nowhere.redis.disconnect();
  const request = {
    method: 'POST',
    address: '',
    header: () => undefined,
    setCookie: () => undefined,
  };
  const credentials = new Credentials(request.header);
  const queueCookies = new QueueCookies(request);
  const identify = () => Promise.resolve(userId);
  const context = { ...nowhere, request, credentials, queueCookies, identify };
  const given: RestInput = {
    path: { userId: userId ?? '' },
    query: {},
    headers: {},
    body: '{"amount":1}',
    ...input,
  };
  const outcome: unknown = await made.respond(context, given).catch((error: unknown) => {
    if (isRefusal(error)) return error.code satisfies RefusalCode;
    throw error;
  });
  return [outcome, reached];
}

test('credentials are checked before the input, the input before the path’s user, and the function runs last', async () => {
  const me = randomUUID();
  const other = { path: { userId: randomUUID() } };
  const bad = { body: '{"amount":"1"}' };
  expect(await respond({ ...other, ...bad }, null)).toEqual(['NOT_SIGNED_IN', []]);
  expect(await respond({ ...other, ...bad }, me)).toEqual(['BAD_INPUT', []]);
  expect(await respond({ ...other, body: '{' }, me)).toEqual(['BAD_INPUT', []]);
  expect(await respond({ ...other, query: { amount: '1' } }, me)).toEqual(['BAD_INPUT', []]);
  expect(await respond(other, me)).toEqual(['NOT_YOURS', []]);
  expect(await respond({}, me)).toEqual([{ amount: 1 }, ['1']]);
  expect(await respond({ path: { userId: me.toUpperCase() } }, me)).toEqual([{ amount: 1 }, ['1']]);
});
