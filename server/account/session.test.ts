import { randomUUID } from 'node:crypto';
import { decode, encode } from 'next-auth/jwt';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { pureEnvironment } from '#tests/support/environment.ts';
import { signAccessToken } from './access-token.ts';
import { readSession, renewedClaims } from './session.ts';

const sessionUserId = async (header: string) => (await readSession(header))?.userId ?? null;

const userId: string = randomUUID();
const name = 'next-auth.session-token';
const secret = () => process.env.NEXTAUTH_SECRET ?? '';
let session: string;
beforeAll(async () => {
  pureEnvironment();
  session = await encode({ token: { sub: userId }, secret: secret() });
});

afterEach(() => void vi.useRealTimers());

test('a session cookie identifies its user at any position among other cookies', async () => {
  expect(await sessionUserId(`${name}=${session}`)).toBe(userId);
  expect(await sessionUserId(`a=b; ${name}=${session}; c=d`)).toBe(userId);
});

test('a long cookie is read from its numbered parts in any order', async () => {
  const size = Math.ceil(session.length / 11);
  const parts = Array.from(
    { length: 11 },
    (_, at) => `${name}.${String(at)}=${session.slice(at * size, (at + 1) * size)}`,
  );
  expect(await sessionUserId(parts.toReversed().join('; '))).toBe(userId);
});

test.each([
  ['no cookie of that name', () => 'theme=dark'],
  ['an empty one', () => `${name}=`],
  ['a changed one', () => `${name}=${session.slice(0, -6)}AAAAAA`],
  [
    'one sealed with another secret',
    async () => `${name}=${await encode({ token: { sub: userId }, secret: 'x'.repeat(32) })}`,
  ],
  [
    'an expired one',
    async () =>
      `${name}=${await encode({ token: { sub: userId }, secret: secret(), maxAge: -60 })}`,
  ],
  ['an access token', () => `${name}=${signAccessToken(userId, secret())}`],
  ['one without a user', async () => `${name}=${await encode({ token: {}, secret: secret() })}`],
])('%s is not a session', async (_, header) => {
  expect(await sessionUserId(await header())).toBeNull();
});

test('a cached session ends when the session expires', async () => {
  const header = `${name}=${await encode({ token: { sub: userId }, secret: secret(), maxAge: 10 })}`;
  expect(await sessionUserId(header)).toBe(userId);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 26_000 }); // next-auth allows 15 s of skew
  expect(await sessionUserId(header)).toBeNull();
});

test('only an identical cookie hits the session cache', async () => {
  const ofAnother: string = randomUUID();
  const another = await encode({ token: { sub: ofAnother }, secret: secret() });
  const [head, ...rest] = session.split('.');
  for (let round = 0; round < 2; round++) {
    expect(await sessionUserId(`${name}=${session}`)).toBe(userId);
    expect(await sessionUserId(`${name}=${another}`)).toBe(ofAnother);
    for (const changed of [
      `${session}x`,
      session.slice(1),
      `x${session}`,
      [head, ...another.split('.').slice(1, -1), rest.at(-1)].join('.'),
    ])
      expect(await sessionUserId(`${name}=${changed}`)).toBeNull();
    expect(await sessionUserId(`${name}.0=${session}; ${name}.1=${another}`)).toBeNull();
    expect(await sessionUserId(`${name}=${session}; ${name}=${another}`)).toBeNull();
  }
});

test('a renewed session keeps its identity and the time of its sign-in, and another session differs', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const encrypted = (token: Record<string, unknown>) => encode({ token, secret: secret() });
  const read = (token: string) => readSession(`${name}=${token}`);
  const first = await encrypted({ sub: userId });
  const signIn = await read(first);
  expect(signIn?.signedInAt).toBe(Math.floor(Date.now() / 1000));
  let latest = first;
  for (let renewal = 0; renewal < 3; renewal++) {
    vi.setSystemTime(Date.now() + 60_000);
    latest = await encrypted(
      renewedClaims((await decode({ token: latest, secret: secret() })) ?? {}),
    );
    expect(await read(latest)).toMatchObject({ ...signIn });
  }
  expect((await read(await encrypted({ sub: userId })))?.credentialId).not.toBe(
    signIn?.credentialId,
  );
});
