import { createSigner } from 'fast-jwt';
import { expect, test } from 'vitest';
import { keyIdOf } from './key-id.ts';

const sign = (options: { kid?: string }) =>
  createSigner({ algorithm: 'HS256', key: 'a-key-that-is-long-enough-for-it', ...options })({});

test.each([
  ['a token with a key id', () => sign({ kid: 'first' }), 'first'],
  ['a token without a key id', () => sign({}), undefined],
  ['no token', () => 'x', undefined],
  ['an empty text', () => '', undefined],
  ['a header that is no JSON', () => 'eyJ.e30.x', undefined],
  ['a header that is a number', () => 'Nw.e30.x', undefined],
  [
    'a key id that is a number',
    () => `${Buffer.from('{"kid":7}').toString('base64url')}.e30.x`,
    undefined,
  ],
])('%s: the id is %s', (_, make, kid) => {
  expect(keyIdOf(make())).toBe(kid);
});
