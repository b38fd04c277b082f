import { randomUUID } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { beforeAll, expect, test } from 'vitest';
import { pureEnvironment } from '../testing/environment.ts';
import { signAccessToken } from './access-token.ts';
import { sessionUserId } from './session.ts';

const userId: string = randomUUID();
const name = 'next-auth.session-token';
const secret = () => process.env.NEXTAUTH_SECRET ?? '';
let session: string;
beforeAll(async () => {
  pureEnvironment();
  session = await encode({ token: { sub: userId }, secret: secret() });
});

test('a session cookie names its person, wherever it stands among others', async () => {
  expect(await sessionUserId(`${name}=${session}`)).toBe(userId);
  expect(await sessionUserId(`a=b; ${name}=${session}; c=d`)).toBe(userId);
});

test('a long cookie comes in numbered parts, in any order', async () => {
  const size = Math.ceil(session.length / 11);
  const parts = Array.from({ length: 11 }, (_, at) => `${name}.${String(at)}=${session.slice(at * size, (at + 1) * size)}`);
  expect(await sessionUserId(parts.toReversed().join('; '))).toBe(userId);
});

test.each([
  ['no cookie of that name', () => 'theme=dark'],
  ['an empty one', () => `${name}=`],
  ['a changed one', () => `${name}=${session.slice(0, -6)}AAAAAA`],
  ['one sealed with another secret', async () => `${name}=${await encode({ token: { sub: userId }, secret: 'x'.repeat(32) })}`],
  ['one that is over', async () => `${name}=${await encode({ token: { sub: userId }, secret: secret(), maxAge: -60 })}`],
  ['an access token', () => `${name}=${signAccessToken(userId, secret())}`],
  ['one that names nobody', async () => `${name}=${await encode({ token: {}, secret: secret() })}`],
])('%s is nobody’s session', async (_, header) => {
  expect(await sessionUserId(await header())).toBeNull();
});
