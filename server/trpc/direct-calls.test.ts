import { resolveResponse } from '@trpc/server/http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { closeDb } from '../database/db.ts';
import { join } from '../queue/queue.ts';
import { counterOf } from '../rate-limit/rate-limit.ts';
import { closeRedis } from '../redis/redis.ts';
import { createContext } from '../request/context.ts';
import { charge } from '../wallet/wallet.ts';
import { aPerformance, aPerson, type PerformanceIds } from '#tests/support/factories.ts';
import { fanOf } from '#tests/support/http-client.ts';
import { placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { dispatch, responseHeaders } from './dispatch.ts';
import { appRouter, procedures } from './root.ts';

let stores: TestStores;
let show: PerformanceIds;
/** `turn` is the queue token of a user who holds seat 1; `poorTurn` belongs to a user without money. */
let user: string, turn: string, poor: string, poorTurn: string, reservationId: number;
let greedy: string;

beforeAll(async () => {
  stores = await testStores();
  vi.spyOn(Math, 'random').mockReturnValue(0.5); // makes the jitter of nextPollMs constant
  show = await aPerformance(stores.db);
  [user, poor, greedy] = [
    await aPerson(stores.db),
    await aPerson(stores.db),
    await aPerson(stores.db),
  ];
  await charge(stores.db, user, { amount: 500_000, idempotencyKey: 'enough-money' });
  turn = (await join(stores, user, show.concertId)).token;
  poorTurn = (await join(stores, poor, show.concertId)).token;
  const held = await direct(as(user, turn), 'seating.hold', hold(1));
  ({ reservationId } = (JSON.parse(held.body) as Held).result.data);
  await direct(as(poor, poorTurn), 'seating.hold', hold(2));
  for (const call of ['join', 'hold', 'charge'] as const)
    await stores.redis.set(counterOf(call, 'person', greedy), 2_000, 'PX', 30_500);
});
afterAll(async () => {
  closeRedis();
  await closeDb();
  await stores.close();
});

type Headers = Record<string, string>;
interface Held {
  result: { data: { reservationId: number } };
}
interface Answer {
  status: number;
  headers: Headers;
  body: string;
  cookies: string[];
}

const as = (userId: string, queueToken?: string): Headers => ({
  authorization: `Bearer ${fanOf(userId).accessToken}`,
  ...(queueToken !== undefined && { 'x-queue-token': queueToken }),
});
const hold = (...seats: number[]) => ({ performanceId: show.performanceId, seats });

/** Replaces tokens by their places, because a token contains the second of its signature. */
const withPlaces = (text: string) =>
  text.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, (token) => JSON.stringify(placeOf(token)));

const typeOf = (name: string) => procedures[name.split(',')[0] ?? '']?._def.type;
const isBatch = (name: string) => name.endsWith('?batch=1');
const escaped = (input: unknown) => encodeURIComponent(JSON.stringify(input));

function requestOf(name: string, input: unknown) {
  const path = name.replace('?batch=1', '');
  const method = typeOf(path) === 'mutation' ? 'POST' : 'GET';
  const query = new URLSearchParams(isBatch(name) ? 'batch=1' : '');
  const body = method === 'POST' && input !== undefined ? JSON.stringify(input) : '';
  if (method === 'GET' && input !== undefined) query.set('input', JSON.stringify(input));
  return { method, path, query, body };
}

async function answer(
  headers: Headers,
  respond: (context: ReturnType<typeof createContext>) => Promise<Omit<Answer, 'cookies'>>,
): Promise<Answer> {
  const cookies: string[] = [];
  const response = await respond(
    createContext({
      method: 'POST',
      address: '',
      header: (name) => headers[name],
      setCookie: (value) => void cookies.push(value),
    }),
  );
  return { ...response, body: withPlaces(response.body), cookies: cookies.map(withPlaces) };
}

const direct = (headers: Headers, name: string, input: unknown): Promise<Answer> =>
  answer(headers, (context) => dispatch(requestOf(name, input), context));

/** Runs the same call with tRPC's middleware. */
const byTrpc = (headers: Headers, name: string, input: unknown): Promise<Answer> =>
  answer(headers, async (context) => {
    const { method, path, body } = requestOf(name, input);
    const query = [
      ...(isBatch(name) ? ['batch=1'] : []),
      ...(method === 'GET' && input !== undefined ? [`input=${escaped(input)}`] : []),
    ].join('&');
    const response = await resolveResponse({
      router: appRouter,
      req: new Request(`http://localhost/api/trpc/${path}?${query}`, {
        method,
        ...(method === 'POST' && { body, headers: { 'content-type': 'application/json' } }),
      }),
      path,
      error: null,
      createContext: () => Promise.resolve(context),
      responseMeta: ({ errors, ctx }) => ({ headers: responseHeaders(errors, ctx) }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  });

const unknownId = 2_147_483_647;
const inputs: Record<string, () => unknown> = {
  'queue.join': () => ({ concertId: show.concertId }),
  'queue.leave': () => ({ concertId: show.concertId }),
  'catalog.dates': () => ({ concertId: show.concertId }),
  'seating.seats': () => ({ performanceId: show.performanceId }),
  'seating.hold': () => hold(1),
  'seating.bestAvailable': () => ({ performanceId: show.performanceId, party: 1 }),
  'seating.extend': () => ({ reservationId }),
  'seating.release': () => ({ reservationId }),
  'wallet.charge': () => ({ amount: 1_000, idempotencyKey: 'the-same-charge' }),
  'waitlist.join': () => ({
    concertId: show.concertId,
    performances: 'any',
    grades: 'any',
    party: 1,
    together: true,
  }),
  'waitlist.leave': () => ({ waitlistId: unknownId }),
  'payment.pay': () => ({ reservationId, idempotencyKey: 'the-same-payment' }),
};
test('the test covers every call that runs directly', () => {
  const names = Object.entries(procedures)
    .filter(([, procedure]) => procedure?._def.meta !== undefined)
    .map(([name]) => name);
  expect(names.sort()).toEqual(Object.keys(inputs).sort());
});

const faults: [string, () => Headers, (input: unknown) => unknown][] = [
  ['without sign-in', () => ({}), (input) => input],
  ['with a malformed token', () => ({ authorization: 'Bearer x' }), (input) => input],
  ['without an input', () => as(user, turn), () => undefined],
  ['with an unknown field', () => as(user, turn), () => ({ unknown: 1 })],
  ['with null', () => as(user, turn), () => null],
];
test.each(
  Object.keys(inputs).flatMap((name) =>
    faults.map(([fault, ...given]) => [name, fault, ...given] as const),
  ),
)('%s %s is refused exactly as by tRPC, also in a batch', async (name, _, headers, inputOf) => {
  const input = inputOf(inputs[name]?.());
  const ours = await direct(headers(), name, input);
  expect(ours).toEqual(await byTrpc(headers(), name, input));
  expect(ours.status).toBeGreaterThanOrEqual(400);
  const batch = [headers(), `${name}?batch=1`, { 0: input }] as const;
  expect(await direct(...batch)).toEqual(await byTrpc(...batch));
});

const given = (name: string) => () => inputs[name]?.();
const situations: [string, string, () => Headers, () => unknown, number][] = [
  ['a join', 'queue.join', () => as(user), () => ({ concertId: show.concertId }), 200],
  [
    'a join in a batch',
    'queue.join?batch=1',
    () => as(user),
    () => ({ 0: { concertId: show.concertId } }),
    200,
  ],
  [
    'a join of an unknown concert',
    'queue.join',
    () => as(user),
    () => ({ concertId: unknownId }),
    404,
  ],
  [
    'a join beyond the limit',
    'queue.join',
    () => as(greedy),
    () => ({ concertId: show.concertId }),
    429,
  ],
  [
    'a leave without a place',
    'queue.leave',
    () => as(greedy),
    () => ({ concertId: show.concertId }),
    200,
  ],
  ['dates', 'catalog.dates', () => as(user, turn), () => ({ concertId: show.concertId }), 200],
  ['seats with the own hold', 'seating.seats', () => as(user, turn), given('seating.seats'), 200],
  ['seats without a queue token', 'seating.seats', () => as(user), given('seating.seats'), 401],
  [
    'seats with another’s token',
    'seating.seats',
    () => as(user, poorTurn),
    given('seating.seats'),
    403,
  ],
  [
    'seats of an unknown show',
    'seating.seats',
    () => as(user, turn),
    () => ({ performanceId: unknownId }),
    404,
  ],
  [
    'two calls in a batch',
    'seating.seats,catalog.dates?batch=1',
    () => as(user, turn),
    () => ({ 0: { performanceId: show.performanceId }, 1: { concertId: unknownId } }),
    207,
  ],
  ['a hold of the own seat', 'seating.hold', () => as(user, turn), () => hold(1), 200],
  ['a hold of a taken seat', 'seating.hold', () => as(user, turn), () => hold(2), 409],
  ['a hold beyond the limit', 'seating.hold', () => as(greedy, turn), () => hold(3), 429],
  [
    'a hold with a forged token',
    'seating.hold',
    () => as(user, `${turn.slice(0, -6)}AAAAAA`),
    () => hold(3),
    401,
  ],
  [
    'an extension of an unknown hold',
    'seating.extend',
    () => as(user, turn),
    () => ({ reservationId: unknownId }),
    404,
  ],
  [
    'a release of another’s hold',
    'seating.release',
    () => as(poor, poorTurn),
    () => ({ reservationId }),
    404,
  ],
  ['a charge', 'wallet.charge', () => as(user), given('wallet.charge'), 200],
  [
    'a charge with a changed amount',
    'wallet.charge',
    () => as(user),
    () => ({ amount: 2_000, idempotencyKey: 'the-same-charge' }),
    422,
  ],
  ['a charge beyond the limit', 'wallet.charge', () => as(greedy), given('wallet.charge'), 429],
  [
    'a payment of another’s hold',
    'payment.pay',
    () => as(poor, poorTurn),
    given('payment.pay'),
    404,
  ],
  ['a payment', 'payment.pay', () => as(user, turn), given('payment.pay'), 200],
];
test.each(situations)(
  '%s is answered exactly as by tRPC',
  async (_, name, headers, input, status) => {
    const ours = await direct(headers(), name, input());
    expect(ours).toEqual(await byTrpc(headers(), name, input()));
    expect(ours.status).toBe(status);
  },
);
