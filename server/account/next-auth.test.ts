import { beforeAll, expect, test } from 'vitest';
import { pureEnvironment } from '#tests/support/environment.ts';
import { authOptions } from './next-auth.ts';

beforeAll(() => pureEnvironment());

const baseUrl = 'http://localhost:3000';
const redirectTo = (url: string) => authOptions().callbacks?.redirect?.({ url, baseUrl });

test('signing in redirects to a relative path, so that any host in front works', async () => {
  expect(await redirectTo('/concerts/1?seat=3')).toBe('/concerts/1?seat=3');
  expect(await redirectTo(`${baseUrl}/wallet`)).toBe('/wallet');
});

test('a redirect to another site is refused in every spelling', async () => {
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
