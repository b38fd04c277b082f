import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { env } from '../config/env.ts';
import { isRefusal } from '../errors/refusal.ts';
import { counterOf, type LimitedCall, rateLimit } from './rate-limit.ts';
import { createRedis } from '../redis/redis.ts';
import { call, type Fan, fanOf, type Reply, send } from '#tests/support/http-client.ts';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

const perAddress = 3;
const startsInstancesMsMax = 120_000;
const hashesMsMax = 90_000; // the server hashes one password at a time
let stores: TestStores;
let one: Instance, two: Instance, behindProxy: Instance, alone: Instance;
beforeAll(async () => {
  stores = await testStores();
  const ADDRESS_LIMIT_PER_MINUTE = String(perAddress);
  [one, two, behindProxy, alone] = await Promise.all([
    startInstance(),
    startInstance(),
    startInstance({ ADDRESS_LIMIT_PER_MINUTE, TRUSTED_PROXIES: '127.0.0.1' }),
    startInstance({ ADDRESS_LIMIT_PER_MINUTE }),
  ]);
}, startsInstancesMsMax);
afterAll(async () => {
  await Promise.all([one.stop(), two.stop(), behindProxy.stop(), alone.stop()]);
  await stores.close();
});

const aFan = async (): Promise<Fan> => fanOf(await aPerson(stores.db));
const fans = async (count: number): Promise<Fan[]> => (await people(stores.db, count)).map(fanOf);
const as = ({ accessToken }: Fan, queueToken = '') => ({
  authorization: `Bearer ${accessToken}`,
  ...(queueToken !== '' && { 'x-queue-token': queueToken }),
});
const from = (address: string) => ({ 'x-forwarded-for': address });
/** Returns a random IP address, so that tests share no counters. */
const anAddress = () => `198.18.${String(randomInt(256))}.${String(randomInt(256))}`;
const times = <T>(count: number, of: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => of(at));
const alternating = (at: number) => (at % 2 === 0 ? one.url : two.url);
const statuses = async (replies: Promise<Reply>[]): Promise<Record<number, number>> => {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(replies)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

/** Returns the Retry-After in seconds. Fails unless the reply is TOO_MANY_REQUESTS. */
function waitOf({ status, refusal, headers }: Reply): number {
  expect([status, refusal?.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
  const seconds = Number(headers.get('retry-after'));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(60);
  return seconds;
}

/** Returns the status of each call of a tRPC batch. */
async function batch(
  url: string,
  name: string,
  inputs: unknown[],
  headers: Record<string, string>,
): Promise<number[]> {
  const names = inputs.map(() => name).join(',');
  const body = JSON.stringify(Object.fromEntries(inputs.entries()));
  const json = { 'content-type': 'application/json', ...headers };
  const { body: answers } = await send(`${url}/api/trpc/${names}?batch=1`, {
    method: 'POST',
    headers: json,
    body,
  });
  return (answers as { error?: { data: { httpStatus: number } } }[]).map(
    ({ error }) => error?.data.httpStatus ?? 200,
  );
}

test('a user can join 60 times a minute over all instances, and other users, polls and payments are not affected', async () => {
  const { concertId } = await aPerformance(stores.db);
  const [fan, other] = [await aFan(), await aFan()];
  const join = (url: string, who: Fan) => call(url, 'queue.join', { concertId }, as(who));
  const { token } = await fan.at(one).queue.join.mutate({ concertId });
  expect(await statuses(times(59, (at) => join(alternating(at), fan)))).toEqual({ 200: 59 });
  for (const { url } of [one, two]) waitOf(await join(url, fan));
  expect(await join(one.url, other)).toMatchObject({ status: 200 });
  const poll = (at: number) => call(alternating(at), 'queue.status', { concertId }, as(fan, token));
  expect(await statuses(times(200, poll))).toEqual({ 200: 200 });
  const pay = { reservationId: 1, idempotencyKey: 'no-such-thing' };
  expect(
    await statuses(times(70, (at) => call(alternating(at), 'payment.pay', pay, as(fan, token)))),
  ).toEqual({ 404: 70 });
});

test('a user can hold 120 times a minute, best seats included, and a batch of ten calls counts ten', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const [fan, other] = [await aFan(), await aFan()];
  const { token } = await fan.at(one).queue.join.mutate({ concertId });
  const { token: otherToken } = await other.at(one).queue.join.mutate({ concertId });
  const unknown = { performanceId: 2_147_483_647, seats: [1] };
  const inputs = times(10, () => unknown);
  for (const at of times(11, (at) => at)) {
    expect(await batch(alternating(at), 'seating.hold', inputs, as(fan, token))).toEqual(
      inputs.map(() => 404),
    );
  }
  // The limit does not count the last call, because seat 51 does not exist.
  const mixed = times(10, (at) => ({ performanceId, seats: [at < 9 ? 1 : 51] }));
  expect(
    (await batch(two.url, 'seating.hold', mixed, as(fan, token))).filter(
      (status) => status === 429,
    ),
  ).toEqual([]);
  const last = await batch(one.url, 'seating.hold', inputs, as(fan, token));
  expect(last.filter((status) => status === 404)).toHaveLength(1);
  expect(last.filter((status) => status === 429)).toHaveLength(9);
  waitOf(await call(two.url, 'seating.hold', { performanceId, seats: [1] }, as(fan, token)));
  waitOf(await call(one.url, 'seating.bestAvailable', { performanceId, party: 1 }, as(fan, token)));
  expect(
    await call(two.url, 'seating.hold', { performanceId, seats: [2] }, as(other, otherToken)),
  ).toMatchObject({
    status: 200,
  });
});

test('a user can charge 1,200 times a minute', async () => {
  const fan = await aFan();
  const input = { amount: 1_000, idempotencyKey: 'the-same-charge' };
  const charge = (at: number) => call(alternating(at), 'wallet.charge', input, as(fan));
  expect(await charge(0)).toMatchObject({ status: 200 });
  await stores.redis.incrby(counterOf('charge', 'person', fan.userId), 1_189);
  expect(await statuses(times(20, charge))).toEqual({ 200: 10, 429: 10 });
  waitOf(await charge(1));
  expect(await fan.at(two).wallet.balance.query()).toEqual({ balance: 1_000 });
});

test('invalid and unauthenticated calls are not counted, and calls for unknown ids are', async () => {
  const fan = await aFan();
  const join = (input: unknown, headers = as(fan)) => call(one.url, 'queue.join', input, headers);
  expect(await statuses(times(70, () => join({ concertId: 'x' })))).toEqual({ 400: 70 });
  expect(
    await statuses(times(70, () => join({ concertId: 1 }, { authorization: 'Bearer x' }))),
  ).toEqual({ 401: 70 });
  expect(await statuses(times(70, () => join({ concertId: 2_147_483_647 })))).toEqual({
    404: 60,
    429: 10,
  });
});

test('tRPC and REST share the limits, and a queue token alone identifies its user', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const [fan, other] = [await aFan(), await aFan()];
  const { token } = await fan.at(one).queue.join.mutate({ concertId });
  await fan.at(one, token).seating.hold.mutate({ performanceId, seats: [1] });
  await fan.at(one).wallet.charge.mutate({ amount: 1_000, idempotencyKey: 'the-first-one' });
  const post = (path: string, body: unknown, headers: Record<string, string>) =>
    send(`${two.url}/concert/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'the-next-one',
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const calls: [
    call: LimitedCall,
    limit: number,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ][] = [
    ['join', 60, 'Token', { concertId }, as(fan)],
    [
      'hold',
      120,
      'reservation',
      { concertOptionId: performanceId, seat: '02' },
      { authorization: `Bearer ${token}` },
    ],
    ['charge', 1_200, 'balance', { amount: 1_000 }, as(fan)],
  ];
  for (const [name, limit, path, body, headers] of calls) {
    await stores.redis.incrby(counterOf(name, 'person', fan.userId), limit - 2);
    // The limit does not count a call with invalid input.
    expect(await post(`${fan.userId}/${path}`, {}, headers)).toMatchObject({ status: 400 });
    // The limit does not count a refused call with another user's id.
    expect(await post(`${other.userId}/${path}`, body, headers)).toMatchObject({ status: 403 });
    expect(await post(`${fan.userId}/${path}`, body, headers)).toMatchObject({ status: 200 });
    waitOf(await post(`${fan.userId}/${path}`, body, headers));
  }
});

test('after the Retry-After of a refusal the call succeeds', async () => {
  const { concertId } = await aPerformance(stores.db);
  const fan = await aFan();
  const join = () => call(two.url, 'queue.join', { concertId }, as(fan));
  const key = counterOf('join', 'person', fan.userId);
  expect(await join()).toMatchObject({ status: 200 });
  await stores.redis.incrby(key, 60);
  const left = async () => Math.ceil((await stores.redis.pttl(key)) / 1000);
  for (const ms of [40_000, 20_000]) {
    await stores.redis.pexpire(key, ms);
    const before = await left();
    const wait = waitOf(await join());
    expect(wait).toBeLessThanOrEqual(before);
    expect(wait).toBeGreaterThanOrEqual(await left());
  }
  await stores.redis.pexpire(key, 100);
  await expect.poll(async () => (await join()).status, { timeout: 10_000 }).toBe(200);
});

test('an address has its own limit per call for all its users, and a trusted proxy states the address', async () => {
  const { concertId } = await aPerformance(stores.db);
  const [here, there] = [anAddress(), anAddress()];
  const join = (fan: Fan, address: string) =>
    call(behindProxy.url, 'queue.join', { concertId }, { ...as(fan), ...from(address) });
  expect(await statuses((await fans(perAddress)).map((fan) => join(fan, here)))).toEqual({
    200: perAddress,
  });
  const fan = await aFan();
  waitOf(await join(fan, here));
  // A client can forge every X-Forwarded-For entry except the last, which the trusted proxy
  // appends.
  waitOf(await join(fan, `${there}, ::ffff:${here}`));
  expect(await join(fan, there)).toMatchObject({ status: 200 });
  const charge = { amount: 1_000, idempotencyKey: 'still-allowed' };
  expect(
    await call(behindProxy.url, 'wallet.charge', charge, { ...as(fan), ...from(here) }),
  ).toMatchObject({ status: 200 });
});

test('calls that a user’s limit refuses do not count against the address', async () => {
  Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 61 });
  const [address, greedy, neighbour] = [anAddress(), randomUUID(), randomUUID()];
  const join = (userId: string) =>
    rateLimit({ redis: stores.redis, request: { address } }, 'join', userId);
  const refused = async (attempt: Promise<void>) => attempt.then(() => false, isRefusal);
  const asked = [];
  for (let count = 0; count < 80; count++) asked.push(await refused(join(greedy)));
  expect(asked.filter(Boolean)).toHaveLength(20);
  expect(await refused(join(neighbour))).toBe(false);
  expect(await refused(join(neighbour))).toBe(true);
  Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 0 });
});

test('all addresses of an IPv6 /64 share one limit', async () => {
  const network = `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}`;
  const fan = await aFan();
  const input = { amount: 1_000, idempotencyKey: 'one-and-the-same' };
  const charge = (address: string) =>
    call(behindProxy.url, 'wallet.charge', input, { ...as(fan), ...from(address) });
  expect(
    await statuses(times(perAddress, (at) => charge(`${network}::${at.toString(16)}`))),
  ).toEqual({ 200: perAddress });
  waitOf(await charge(`${network}:a:b:c:d`));
});

test(
  'sign-ups by tRPC and REST share a limit, and sign-ins have their own',
  async () => {
    const here = anAddress();
    const json = { 'content-type': 'application/json', ...from(here) };
    const person = () => ({ email: `${randomUUID()}@jari.example`, password: 'a long password' });
    const rest = (path: string, body: unknown) =>
      send(`${behindProxy.url}${path}`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(body),
      });
    const signUp = (at: number) =>
      at % 2 === 0
        ? rest('/auth/users', { ...person(), name: 'A' })
        : call(behindProxy.url, 'account.signUp', { ...person(), name: 'A' }, json);
    expect(await statuses(times(perAddress, signUp))).toEqual({ 200: 1, 201: 2 });
    for (const at of [0, 1]) waitOf(await signUp(at));
    expect(await rest('/auth/users', { email: 'x' })).toMatchObject({ status: 400 });
    expect(await statuses(times(perAddress, () => rest('/auth/token', person())))).toEqual({
      401: perAddress,
    });
    waitOf(await rest('/api/auth/token', person()));
  },
  hashesMsMax,
);

test('without trusted proxies a forged address has no effect', async () => {
  await stores.redis.del(counterOf('join', 'address', '127.0.0.1'));
  const { concertId } = await aPerformance(stores.db);
  const all = await fans(perAddress + 1);
  const joins = all.map((fan) =>
    call(alone.url, 'queue.join', { concertId }, { ...as(fan), ...from(anAddress()) }),
  );
  expect(await statuses(joins)).toEqual({ 200: perAddress, 429: 1 });
});

test('while Redis is unavailable an instance counts separately', async () => {
  const unavailable = createRedis('redis://127.0.0.1:1'); // no server listens on this port
  unavailable.on('error', () => undefined);
  const calls = times(61, () =>
    rateLimit({ redis: unavailable, request: { address: '' } }, 'join', 'a-user'),
  );
  const refused = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
  unavailable.disconnect();
  expect(refused).toHaveLength(1);
  expect(refused.every((result) => isRefusal((result as PromiseRejectedResult).reason))).toBe(true);
});

test('the calls of one moment are one command per kind of call, and each client counts at its own Redis', async () => {
  const call = vi.spyOn(stores.redis, 'call');
  const other = createRedis(env().REDIS_URL);
  const otherCall = vi.spyOn(other, 'call');
  const request = { address: anAddress() };
  await rateLimit({ redis: stores.redis, request }, 'join', 'first'); // loads the script
  call.mockClear();
  await Promise.all([
    ...times(50, (at) => rateLimit({ redis: stores.redis, request }, 'join', `user-${String(at)}`)),
    ...times(50, (at) => rateLimit({ redis: stores.redis, request }, 'hold', `user-${String(at)}`)),
    rateLimit({ redis: other, request }, 'join', 'another-user'),
  ]);
  expect([call.mock.calls.length, otherCall.mock.calls.length]).toEqual([2, 1]);
  call.mockRestore();
  other.disconnect();
});
