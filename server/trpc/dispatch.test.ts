import { resolveResponse } from '@trpc/server/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDb } from '../database/db.ts';
import { closeRedis } from '../redis/redis.ts';
import { createContext } from '../request/context.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { fanOf } from '#tests/support/http-client.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { dispatch, responseHeaders } from './dispatch.ts';
import { appRouter } from './root.ts';

let stores: TestStores;
let concertId: number;
let bearer: string;
beforeAll(async () => {
  stores = await testStores();
  ({ concertId } = await aPerformance(stores.db));
  bearer = `Bearer ${fanOf(await aPerson(stores.db)).accessToken}`;
});
afterAll(async () => {
  closeRedis();
  await closeDb();
  await stores.close();
});

interface Sent {
  method?: string;
  target: string;
  body?: string;
}
interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const contextOf = (method: string, authorization: string | undefined) =>
  createContext({
    method,
    address: '',
    header: (name) => (name === 'authorization' ? authorization : undefined),
    setCookie: () => undefined,
  });

async function byDispatch(
  { method = 'GET', target, body = '' }: Sent,
  authorization: string | undefined,
): Promise<Answer> {
  const [path = '', query] = target.split('?');
  const context = contextOf(method, authorization);
  return dispatch({ method, path, query: new URLSearchParams(query), body }, context);
}

/** Runs a request through resolveResponse, which all HTTP adapters of tRPC share. */
async function byTrpc(
  { method = 'GET', target, body }: Sent,
  authorization: string | undefined,
): Promise<Answer> {
  const init = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
  const response = await resolveResponse({
    router: appRouter,
    req: new Request(`http://localhost/api/trpc/${target}`, { method, ...init }),
    path: target.split('?')[0] ?? '',
    error: null,
    maxBatchSize: 10,
    createContext: () => Promise.resolve(contextOf(method, authorization)),
    responseMeta: ({ errors, ctx }) => ({ headers: responseHeaders(errors, ctx) }),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

const escaped = (input: unknown) => encodeURIComponent(JSON.stringify(input));
const post = (target: string, body: string): Sent => ({ method: 'POST', target, body });
const charge = (amount: number, idempotencyKey = 'first-charge') =>
  JSON.stringify({ amount, idempotencyKey });

test.each<[string, () => Sent, status: number]>([
  ['a query', () => ({ target: 'wallet.balance' }), 200],
  [
    'a query with an input',
    () => ({ target: `catalog.concert?input=${escaped({ concertId })}` }),
    200,
  ],
  ['a query whose data is null', () => ({ target: 'account.me' }), 200],
  ['an input that is null', () => ({ target: 'catalog.concert?input=null' }), 400],
  ['an empty input', () => ({ target: 'catalog.concert?input=' }), 400],
  ['a malformed input', () => ({ target: 'catalog.concert?input=%7B' }), 400],
  ['a malformed input that nothing reads', () => ({ target: 'wallet.balance?input=%7B' }), 200],
  ['an unknown name', () => ({ target: 'wallet.rob' }), 404],
  ['several names outside a batch', () => ({ target: 'wallet.balance,wallet.balance' }), 404],
  ['an escaped name', () => ({ target: 'wallet%2Ebalance' }), 200],
  [
    'a batch',
    () => ({
      target: `catalog.concert,wallet.balance?batch=1&input=${escaped({ 0: { concertId } })}`,
    }),
    200,
  ],
  ['a batch of one', () => ({ target: 'wallet.balance?batch=1' }), 200],
  [
    'a batch with different statuses',
    () => ({ target: 'wallet.balance,wallet.rob,catalog.concert?batch=1' }),
    207,
  ],
  ['a batch of equal failures', () => ({ target: 'wallet.rob,wallet.rob?batch=1' }), 404],
  [
    'a batch of queries and mutations',
    () => ({ target: 'wallet.balance,queue.join?batch=1' }),
    400,
  ],
  ['a batch of ten', () => ({ target: `${Array(10).fill('wallet.balance').join()}?batch=1` }), 200],
  [
    'a batch of eleven',
    () => ({ target: `${Array(11).fill('wallet.balance').join()}?batch=1` }),
    400,
  ],
  [
    'a batch whose input is a list',
    () => ({ target: 'catalog.concert?batch=1&input=%5B%5D' }),
    400,
  ],
  ['connection parameters', () => ({ target: 'wallet.balance?connectionParams=%7B%7D' }), 200],
  ['malformed connection parameters', () => ({ target: 'wallet.balance?connectionParams=7' }), 400],
  ['a mutation', () => post('wallet.charge', charge(5)), 200],
  ['a mutation without a body', () => post('wallet.charge', ''), 400],
  ['a mutation whose body is null', () => post('wallet.charge', 'null'), 400],
  ['a conflict', () => post('wallet.charge', charge(6)), 422],
  [
    'a batch of mutations',
    () =>
      post(
        'wallet.charge,wallet.charge?batch=1',
        `{"0":${charge(5)},"1":${charge(7, 'another-one')}}`,
      ),
    200,
  ],
  ['a batch of mutations without a body', () => post('wallet.charge?batch=1', ''), 400],
])('%s is answered exactly as tRPC answers it', async (_, sent, status) => {
  const [ours, theirs] = [await byDispatch(sent(), bearer), await byTrpc(sent(), bearer)];
  expect(ours).toEqual(theirs);
  expect(ours.status).toBe(status);
});

test.each([
  [undefined, 'Bearer realm="jari"'],
  ['Bearer none', 'Bearer realm="jari", error="invalid_token"'],
])('a 401 carries the challenge that tRPC would send: %s', async (authorization, challenge) => {
  const sent = { target: 'wallet.balance,wallet.rob?batch=1' };
  const [ours, theirs] = [await byDispatch(sent, authorization), await byTrpc(sent, authorization)];
  expect(ours).toEqual(theirs);
  expect([ours.status, ours.headers['www-authenticate']]).toEqual([207, challenge]);
});
