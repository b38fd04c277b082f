import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal, tryAgain } from '../errors/refusal.ts';
import { createRedis } from '../redis/redis.ts';
import { gate } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { type SignInLimits, throttleSignIn } from './throttle-sign-in.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

// An attempt without a free slot fails immediately, because `waitMsMax` is 1 ms.
const strict: SignInLimits = {
  failuresMax: 5,
  windowMs: 900_000,
  spacingMs: 60_000,
  waitMsMax: 1,
  knownMs: 90 * 86_400_000,
  addressesMax: 20,
};
const home = '198.51.100.1';
const elsewhere = '203.0.113.9';
const anAccount = () => `${randomUUID()}@jari.example`;
const wrong = () => Promise.resolve(null);
const right = () => Promise.resolve('in');

/**
 * Returns an attempt's outcome. The outcome `checked` means that the server checked a wrong
 * password.
 */
async function attempt(
  email: string,
  address: string,
  check = wrong as () => Promise<string | null>,
  limits = strict,
): Promise<string> {
  try {
    return (
      (await throttleSignIn({ redis: stores.redis, address }, email, check, limits)) ?? 'checked'
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.code === 'TOO_MANY_REQUESTS'
      ? `again in ${String(error.retryAfterSeconds)}`
      : error.code;
  }
}

async function inTurn(count: number, one: () => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  while (outcomes.length < count) outcomes.push(await one());
  return outcomes;
}

const five = ['checked', 'checked', 'checked', 'checked', 'checked'];

test('five failures are free; then one attempt gets a slot, and the next is refused with the time until another', async () => {
  const email = anAccount();
  expect(await inTurn(7, () => attempt(email, elsewhere))).toEqual([
    ...five,
    'checked',
    'again in 60',
  ]);
  expect(await attempt(anAccount(), elsewhere)).toBe('checked');
});

test('after any number of failures the right password is accepted in the next slot and clears them', async () => {
  const email = anAccount();
  const eager = { ...strict, spacingMs: 0 };
  expect(await inTurn(40, () => attempt(email, elsewhere, wrong, eager))).not.toContain('in');
  expect(await attempt(email, home, right)).toBe('in');
  expect(await inTurn(7, () => attempt(email, elsewhere))).toEqual([
    ...five,
    'checked',
    'again in 60',
  ]);
});

test('failures elsewhere do not slow a known address, and failures at that address do', async () => {
  const email = anAccount();
  expect(await attempt(email, home, right)).toBe('in');
  await inTurn(6, () => attempt(email, elsewhere));
  expect(await attempt(email, elsewhere)).toMatch(/again/);
  expect(await attempt(email, '198.51.100.2', right)).toMatch(/again/);
  expect(await attempt(email, home, right)).toBe('in');
  expect(await attempt(email, `::ffff:${home}`)).toBe('checked');
  expect(await inTurn(5, () => attempt(email, home))).toEqual(five);
  expect(await attempt(email, home, right)).toMatch(/again/);
});

test('an address stays known for a limited time, and an account keeps a limited number, the newest', async () => {
  const [email, traveller] = [anAccount(), anAccount()];
  const forgetful = { ...strict, knownMs: 0 };
  expect(await attempt(email, home, right, forgetful)).toBe('in');
  await inTurn(6, () => attempt(email, elsewhere));
  expect(await attempt(email, home, right)).toMatch(/again/);
  for (let at = 0; at <= strict.addressesMax; at++)
    expect(await attempt(traveller, `198.51.100.${String(at)}`, right)).toBe('in');
  await inTurn(6, () => attempt(traveller, elsewhere));
  expect(await attempt(traveller, '198.51.100.0', right)).toMatch(/again/);
  expect(await attempt(traveller, '198.51.100.1', right)).toBe('in');
});

test('failures older than the window do not count', async () => {
  const email = anAccount();
  expect(
    await inTurn(20, () => attempt(email, elsewhere, wrong, { ...strict, windowMs: 0 })),
  ).toEqual([...five, ...five, ...five, ...five]);
});

test('an attempt that could not be checked is not a failure', async () => {
  const email = anAccount();
  const failing = () => Promise.reject(tryAgain(new Error('too busy')));
  expect(new Set(await inTurn(20, () => attempt(email, elsewhere, failing)))).toEqual(
    new Set(['TRY_AGAIN']),
  );
  expect(await inTurn(5, () => attempt(email, elsewhere))).toEqual(five);
});

test('concurrent attempts with the right password are all accepted', async () => {
  const email = anAccount();
  const slow: SignInLimits = { ...strict, waitMsMax: 10_000 };
  const outcomes = await Promise.all(
    Array.from({ length: 30 }, () => attempt(email, elsewhere, right, slow)),
  );
  expect(new Set(outcomes)).toEqual(new Set(['in']));
});

const spaced: SignInLimits = { ...strict, spacingMs: 200, waitMsMax: 1_000 };

/**
 * Tries 20 wrong passwords simultaneously. Returns the number of checks, and the number of checks
 * earlier than the limits allow.
 */
async function checkedTooEarly(
  tryOne: (check: () => Promise<null>) => Promise<unknown>,
): Promise<{ early: number; checked: number }> {
  const since = performance.now();
  const checkedAt: number[] = [];
  const check = () => {
    checkedAt.push(performance.now() - since);
    return Promise.resolve(null);
  };
  await Promise.all(Array.from({ length: 20 }, () => tryOne(check)));
  // Tolerates 2 ms, because a timer can fire early.
  const early = checkedAt.filter(
    (at, before) => before >= 5 && at < (before - 5) * spaced.spacingMs - 2,
  ).length;
  return { early, checked: checkedAt.length };
}

test('concurrent guesses over several connections are spaced, and only those with a slot in time wait', async () => {
  const email = anAccount();
  const other = createRedis(process.env['REDIS_URL'] ?? '');
  let count = 0;
  const connection = () => (count++ % 2 === 0 ? stores.redis : other);
  const seen = await checkedTooEarly((check) =>
    throttleSignIn({ redis: connection(), address: elsewhere }, email, check, spaced).catch(
      (error: unknown) => {
        if (!isRefusal(error)) throw error;
        expect(error).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 2 });
      },
    ),
  );
  other.disconnect();
  expect(seen.early).toBe(0);
  expect(seen.checked).toBeGreaterThanOrEqual(5 + 6);
  expect(seen.checked).toBeLessThan(20);
});

test('negative control: without limits, or with failures counted only once they are known, all guesses are checked at once', async () => {
  expect(await checkedTooEarly((check) => check())).toEqual({ early: 14, checked: 20 });
  const [key, looked] = [`jari:test:${randomUUID()}`, gate(20)];
  const countThenCheck = async (check: () => Promise<null>) => {
    const failures = Number(await stores.redis.get(key));
    await looked();
    if (failures < spaced.failuresMax) await check();
    await stores.redis.incr(key);
  };
  expect((await checkedTooEarly(countThenCheck)).early).toBeGreaterThan(10);
  await stores.redis.del(key);
});

test('while Redis is unavailable passwords are still checked', async () => {
  const unavailable = createRedis('redis://127.0.0.1:1'); // no server listens on port 1
  unavailable.on('error', () => undefined);
  expect(await throttleSignIn({ redis: unavailable, address: home }, anAccount(), right)).toBe(
    'in',
  );
  expect(
    await throttleSignIn({ redis: unavailable, address: home }, anAccount(), wrong),
  ).toBeNull();
  unavailable.disconnect();
});
