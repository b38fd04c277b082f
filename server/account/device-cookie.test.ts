import { beforeAll, expect, test } from 'vitest';
import { pureEnvironment } from '#tests/support/environment.ts';
import { browserOf, deviceCookie } from './device-cookie.ts';

beforeAll(() => pureEnvironment());

const from = (headers: Record<string, string>) => browserOf((name) => headers[name]);

test('a browser keeps its device over sign-ins, and a forged or missing cookie makes a new one', () => {
  const first = from({ 'user-agent': 'A browser' });
  expect(first).toMatchObject({ isNew: true, userAgent: 'A browser' });
  const [cookie = ''] = deviceCookie(first).split(';');
  const second = from({ cookie: `a=b; ${cookie}` });
  expect(second).toMatchObject({ device: first.device, isNew: false });
  for (const forged of ['', 'x', `${first.device}0`, first.device.toUpperCase()])
    expect(from({ cookie: `jari-device=${forged}` }).isNew).toBe(true);
});

test.each([
  ['the chosen language', { cookie: 'jari-locale=en' }, 'en'],
  ['the language of the page', { referer: 'http://localhost:3000/en/sign-in' }, 'en'],
  [
    'no language',
    { referer: 'http://localhost:3000/sign-in', cookie: 'jari-locale=xx' },
    undefined,
  ],
])('a sign-in knows %s for its mail', (_, headers, language) => {
  expect(from(headers as Record<string, string>).language).toBe(language);
});
