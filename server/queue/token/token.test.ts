import { createSigner, type SignerOptions } from 'fast-jwt';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { signAccessToken } from '../../account/access-token.ts';
import { pureEnvironment, queueKeys } from '#tests/support/environment.ts';
import { signQueueToken, verifyQueueToken } from './token.ts';

beforeAll(() => pureEnvironment());

const userId: string = randomUUID();
const place = { userId, concertId: 7, epoch: 3, number: 42 };
const claims = { concertId: 7, n: 42, epoch: 3 };

type Options = Partial<Pick<SignerOptions, 'algorithm' | 'kid' | 'sub' | 'aud'>>;

/** Signs a token that is valid unless the caller overrides its claims or options. */
const byHand = ({
  secret = queueKeys.new,
  payload = claims,
  ...options
}: { secret?: string; payload?: object } & Options = {}) =>
  createSigner({
    algorithm: 'HS256',
    key: secret,
    kid: 'new',
    sub: userId,
    aud: 'jari-queue',
    expiresIn: 3_600_000,
    ...options,
  })({
    ...payload,
  });

test('a token proves the place that it was signed for', () => {
  expect(verifyQueueToken(signQueueToken(place, 1_000, 2_000))).toEqual({
    ...place,
    issuedAt: 1_000,
    outdated: false,
  });
});

test('a token’s claims are those of the contract', () => {
  const token = signQueueToken(place, 1_234_567, 9_876_543);
  expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toEqual({
    ...claims,
    sub: place.userId,
    aud: 'jari-queue',
    jti: '7-3-42',
    iat: 1_234,
    exp: 9_876,
  });
});

test('a token of the older key is still valid, and marked as outdated', () => {
  expect(verifyQueueToken(byHand({ kid: 'old', secret: queueKeys.old }))).toMatchObject({
    ...place,
    outdated: true,
  });
});

test('a token past its exp is still valid: an instance with a wrong clock ends no place', () => {
  expect(verifyQueueToken(signQueueToken(place, 0, 1_000))).toMatchObject(place);
});

test.each([
  ['signed with another secret', () => byHand({ secret: 'x'.repeat(40) })],
  ['signed by one key under the name of another', () => byHand({ kid: 'old' })],
  ['signed by an unknown key', () => byHand({ kid: 'unknown' })],
  ['for another audience', () => byHand({ aud: 'jari-api' })],
  ['for a user who cannot exist', () => byHand({ sub: 'me' })],
  ['without a number', () => byHand({ payload: { ...claims, n: NaN } })],
  ['with number 0', () => byHand({ payload: { ...claims, n: 0 } })],
  [
    'for no audience',
    () => createSigner({ algorithm: 'HS256', key: queueKeys.new, kid: 'new', sub: userId })(claims),
  ],
  [
    'without a signature',
    () => createSigner({ algorithm: 'none', kid: 'new', sub: userId, aud: 'jari-queue' })(claims),
  ],
  ['whose signature is removed', () => byHand().replace(/[^.]*$/, '')],
  ['signed by another algorithm', () => byHand({ algorithm: 'HS512' })],
  ['an access token', () => signAccessToken(place.userId, process.env.NEXTAUTH_SECRET ?? '')],
  ['not a token at all', () => 'a.b.c'],
  ['empty', () => ''],
])('a token %s is invalid', (_, make) => {
  expect(verifyQueueToken(make())).toBeNull();
});

test('a token with changed claims is invalid, also if the true one is cached', () => {
  const token = byHand();
  expect([verifyQueueToken(token), verifyQueueToken(token)]).toMatchObject([place, place]);
  const [header, , signature] = token.split('.');
  const forged = Buffer.from(
    JSON.stringify({ ...claims, n: 1, sub: place.userId, aud: 'jari-queue' }),
  ).toString('base64url');
  expect(verifyQueueToken([header, forged, signature].join('.'))).toBeNull();
});
