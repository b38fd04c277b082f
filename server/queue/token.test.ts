import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { signAccessToken } from '../account/access-token.ts';
import { pureEnvironment, queueKeys } from '../testing/environment.ts';
import { signQueueToken, verifyQueueToken } from './token.ts';

beforeAll(() => pureEnvironment());

const userId: string = randomUUID();
const place = { userId, concertId: 7, epoch: 3, number: 42 };
const claims = { concertId: 7, n: 42, epoch: 3 };

/** A token made by hand, right in everything that is not said otherwise. */
function byHand({ kid = 'new', secret = queueKeys.new, audience = 'jari-queue', sub = place.userId, payload = claims } = {}) {
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'HS256', kid })
    .setSubject(sub)
    .setAudience(audience)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
}

test('a token stands for the place that it was signed for', async () => {
  expect(await verifyQueueToken(await signQueueToken(place, 1_000, 2_000))).toEqual({ ...place, outdated: false });
});

test('its claims are those of the contract', async () => {
  const token = await signQueueToken(place, 1_234_567, 9_876_543);
  expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toEqual({
    ...claims,
    sub: place.userId,
    aud: 'jari-queue',
    jti: '7-3-42',
    iat: 1_234,
    exp: 9_876,
  });
});

test('a token of the older key is still good, and told to be on its way out', async () => {
  expect(await verifyQueueToken(await byHand({ kid: 'old', secret: queueKeys.old }))).toEqual({ ...place, outdated: true });
});

test('a token past its exp is still ours to judge: an instance whose clock is wrong ends nobody’s place', async () => {
  expect(await verifyQueueToken(await signQueueToken(place, 0, 1_000))).toMatchObject(place);
});

test.each([
  ['signed with another secret', () => byHand({ secret: 'x'.repeat(40) })],
  ['signed by one key under the name of another', () => byHand({ kid: 'old' })],
  ['of a key that we never had', () => byHand({ kid: 'stranger' })],
  ['for another audience', () => byHand({ audience: 'jari-api' })],
  ['for somebody who cannot be', () => byHand({ sub: 'me' })],
  ['without a number', () => byHand({ payload: { ...claims, n: NaN } })],
  ['with number 0', () => byHand({ payload: { ...claims, n: 0 } })],
  ['without a signature', () => new UnsecuredJWT(claims).setSubject(place.userId).setAudience('jari-queue').encode()],
  ['an access token', () => signAccessToken(place.userId, process.env.NEXTAUTH_SECRET ?? '')],
  ['not a token at all', () => 'a.b.c'],
  ['empty', () => ''],
])('a token %s is nobody’s', async (_, make) => {
  expect(await verifyQueueToken(await make())).toBeNull();
});

test('a token whose claims were changed is nobody’s', async () => {
  const [header, , signature] = (await byHand()).split('.');
  const forged = Buffer.from(JSON.stringify({ ...claims, n: 1, sub: place.userId, aud: 'jari-queue' })).toString('base64url');
  expect(await verifyQueueToken([header, forged, signature].join('.'))).toBeNull();
});
