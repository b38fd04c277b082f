import { beforeAll, expect, test } from 'vitest';
import { pureEnvironment } from '#tests/support/environment.ts';
import { authOptions } from './next-auth.ts';

beforeAll(() => pureEnvironment());

const baseUrl = 'http://localhost:3000';
const redirectTo = (url: string) => authOptions().callbacks?.redirect?.({ url, baseUrl });

test('after signing in people go on to a path of ours, whatever host stands in front', async () => {
  expect(await redirectTo('/concerts/1?seat=3')).toBe('/concerts/1?seat=3');
  expect(await redirectTo(`${baseUrl}/wallet`)).toBe('/wallet');
});

test('nobody is sent to another site, however its address is written', async () => {
  const elsewhere = [
    'https://evil.example/x',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
  ];
  const hidden = [
    `${baseUrl}//evil.example`,
    `${baseUrl}/\\evil.example`,
    '/.//evil.example',
    '/x/..//evil.example',
  ];
  for (const url of [...elsewhere, ...hidden]) expect(await redirectTo(url), url).toBe('/');
});
