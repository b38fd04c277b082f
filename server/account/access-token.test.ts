import { randomUUID } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { encode } from 'next-auth/jwt';
import { beforeAll, expect, test } from 'vitest';
import { signQueueToken } from '../queue/token/token.ts';
import { pureEnvironment } from '#tests/support/environment.ts';
import { signAccessToken, verifyAccessToken } from './access-token.ts';

const userId: string = randomUUID();
const secret = () => process.env.NEXTAUTH_SECRET ?? '';
beforeAll(() => pureEnvironment());

test('an access token identifies its user for 24 hours', () => {
  const id = randomUUID();
  const token = signAccessToken(userId, secret(), undefined, 0, id);
  expect(verifyAccessToken(token)).toMatchObject({ userId, credentialId: id });
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp: number;
    iat: number;
  };
  expect(claims).toMatchObject({ sub: userId, aud: 'jari-api' });
  expect(claims.exp - claims.iat).toBe(86_400);
  expect(verifyAccessToken(token)?.signedInAt).toBe(claims.iat);
  expect(signAccessToken(userId, secret())).not.toBe(token);
});

test('a cached token is refused from its exp on', () => {
  const token = signAccessToken(userId, secret(), 60);
  const since = Math.floor(Date.now() / 1000) * 1000;
  const at = (ms: number) => verifyAccessToken(token, () => since + ms)?.userId ?? null;
  expect([at(0), at(58_000), at(61_000)]).toEqual([userId, userId, null]);
});

test.each([
  ['over', () => signAccessToken(userId, secret(), -1)],
  ['of another secret', () => signAccessToken(userId, 'another secret, which is long enough')],
  [
    'signed with the secret itself',
    () =>
      createSigner({ algorithm: 'HS256', key: secret(), aud: 'jari-api', expiresIn: 3_600_000 })({
        sub: userId,
      }),
  ],
  [
    'a queue token',
    () => signQueueToken({ userId, concertId: 1, epoch: 1, number: 1 }, 0, 4_000_000_000_000),
  ],
  ['a session', () => encode({ token: { sub: userId }, secret: secret() })],
  ['no token at all', () => 'a.b.c'],
])('a token that is %s is refused', async (_, make) => {
  expect(verifyAccessToken(await make())).toBeNull();
});
