import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDb } from '../database/db.ts';
import { env } from '../config/env.ts';
import { closeRedis, createRedis } from '../redis/redis.ts';
import { type Reply, send } from '#tests/support/http-client.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { signUp } from './account.ts';
import { signInInput } from './account.schema.ts';
import { authOptions } from './next-auth.ts';
import { signIn } from './sign-in.ts';

let stores: TestStores;
let instances: Instance[];
beforeAll(async () => {
  stores = await testStores();
  const settings = { TRUSTED_PROXIES: '127.0.0.1' };
  instances = await Promise.all([startInstance(settings), startInstance(settings)]);
}, 120_000);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  closeRedis();
  await closeDb();
  await stores.close();
});

const password = 'a long password';
const anAddress = () => `198.19.${String(randomInt(256))}.${String(randomInt(256))}`;
async function anAccount(): Promise<string> {
  const email = `${randomUUID()}@jari.example`;
  await signUp(stores.db, { email, password, name: 'A person' });
  return email;
}

let asked = 0;
/** Sends each attempt to the next instance in turn. Returns the reply and its arrival time. */
async function attempt(
  email: string,
  tried: string,
  address: string,
): Promise<Reply & { at: number }> {
  const url = instances[asked++ % instances.length]?.url ?? '';
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
  const reply = await send(`${url}/auth/token`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password: tried }),
  });
  return { ...reply, at: performance.now() };
}

test(
  'all instances together slow guesses at an account, existing or not; its owner signs in at once from a known address, and in a slot from elsewhere',
  { timeout: 120_000 },
  async () => {
    const [email, unknown, home, elsewhere] = [
      await anAccount(),
      `${randomUUID()}@jari.example`,
      anAddress(),
      anAddress(),
    ];
    expect(await attempt(email, password, home)).toMatchObject({ status: 200 });
    const guess = (at: string) => attempt(at, 'a wrong guess', elsewhere);
    for (const at of [email, unknown])
      for (let free = 0; free < 5; free++) expect(await guess(at)).toMatchObject({ status: 401 });
    const since = performance.now();
    const guesses = [email, unknown].map((at) => Array.from({ length: 9 }, () => guess(at)));
    // The server immediately refuses an attempt without a slot, so the first reply shows that all
    // slots are taken.
    await Promise.all(guesses.map((ofOne) => Promise.any(ofOne)));
    expect(await attempt(email, password, home)).toMatchObject({ status: 200 });
    for (const replies of await Promise.all(guesses.map((ofOne) => Promise.all(ofOne)))) {
      const checked = replies.filter(({ status }) => status === 401).map(({ at }) => at - since);
      const refused = replies.filter(({ status }) => status === 429);
      expect(checked.length + refused.length).toBe(9);
      expect(checked.length).toBeGreaterThanOrEqual(6);
      for (const [slot, at] of checked.sort((a, b) => a - b).entries())
        expect(at).toBeGreaterThan(slot * 2_000 - 2);
      for (const { headers } of refused) expect(['11', '12']).toContain(headers.get('retry-after'));
    }
    expect(await attempt(email, password, elsewhere)).toMatchObject({ status: 200 });
  },
);

test(
  'while Redis is unavailable users can sign in, and each instance rate-limits addresses separately',
  { timeout: 90_000 },
  async () => {
    const redis = createRedis('redis://127.0.0.1:1'); // no server listens on port 1
    redis.on('error', () => undefined);
    Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 2 });
    const email = await anAccount();
    const at = { db: stores.db, redis, address: anAddress() };
    expect(await signIn(at, { email, password })).not.toBeNull();
    expect(await signIn(at, { email, password: 'a wrong guess' })).toBeNull();
    expect(await outcomeOf(signIn(at, { email, password }))).toBe('TOO_MANY_REQUESTS');
    Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 0 });
    redis.disconnect();
  },
);

test(
  'the sign-in page has the same limits, and names the refusal',
  { timeout: 90_000 },
  async () => {
    const [email, address] = [await anAccount(), anAddress()];
    Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 1 });
    const refusals: unknown[] = [];
    const [provider] = authOptions((refusal) => refusals.push(refusal)).providers;
    const { authorize } = provider?.options as {
      authorize: (credentials: unknown, req: unknown) => Promise<unknown>;
    };
    const request = { headers: { 'x-forwarded-for': address } };
    expect(await authorize({ email, password }, request)).toMatchObject({
      id: expect.any(String) as string,
    });
    expect(await outcomeOf(authorize({ email, password }, request))).toBe('TOO_MANY_REQUESTS');
    expect(refusals).toMatchObject([
      { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: expect.any(Number) as number },
    ]);
    Object.assign(env(), { ADDRESS_LIMIT_PER_MINUTE: 0 });
  },
);

test.each(['nul\0in it', 'half \ud83d of a pair'])(
  'a password that no account can have is invalid input (%j)',
  (tried) => {
    expect(signInInput.safeParse({ email: 'a@jari.example', password: tried }).success).toBe(false);
  },
);
