import { afterEach, expect, test, vi } from 'vitest';
import { log } from './log.ts';
import { createStore } from './redis.ts';

const secret = 'planted-7f3a9c';
const written: string[] = [];
const stream = log[Object.getOwnPropertySymbols(log).find(({ description }) => description === 'pino.stream') as never] as {
  write: (line: string) => boolean;
};
vi.spyOn(stream, 'write').mockImplementation((line: string) => written.push(line) > 0);
afterEach(() => void written.splice(0));

test.each([
  'authorization',
  'cookie',
  'set-cookie',
  'x-queue-token',
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'secret',
])('a %s never reaches the log, however deep it stands', (name) => {
  log.info({ [name]: secret, headers: { [name]: secret }, request: { headers: { [name]: secret } } }, 'with a secret');
  expect(written.join('')).toContain('with a secret');
  expect(written.join('')).not.toContain(secret);
});

test('what is no secret is written, an error with its message and stack', () => {
  log.warn({ err: new Error('the reason'), concertId: 7 }, 'a round failed');
  expect(written.join('')).toMatch(/"concertId":7/);
  expect(written.join('')).toMatch(/the reason.*log\.test\.ts/);
});

test('the password of the line’s store does not reach the log when the store refuses it', async () => {
  const url = new URL(process.env['JARI_TEST_REDIS'] ?? '');
  url.password = secret;
  const store = createStore(url.href);
  store.on('error', (error: Error) => log.warn({ err: error }, 'not reachable'));
  await store.ping().catch((error: unknown) => log.warn({ err: error }, 'no answer'));
  store.disconnect();
  expect(written.join('')).toContain('no answer');
  expect(written.join('')).not.toContain(secret);
});
