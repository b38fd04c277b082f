import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { writtenLog } from '#tests/support/written-log.ts';
import { log, logConsole, logLines } from './log.ts';
import { createRedis } from '../redis/redis.ts';

const secret = 'planted-7f3a9c';
const written = writtenLog();
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
])('a %s never reaches the log, at any depth', (name) => {
  log.info(
    { [name]: secret, headers: { [name]: secret }, request: { headers: { [name]: secret } } },
    'with a secret',
  );
  expect(written.join('')).toContain('with a secret');
  expect(written.join('')).not.toContain(secret);
});

test('fields without secrets are logged, and errors with message and stack', () => {
  log.warn({ err: new Error('the reason'), concertId: 7 }, 'a round of a job failed');
  expect(written.join('')).toMatch(/"concertId":7/);
  expect(written.join('')).toMatch(/the reason.*log\.test\.ts/);
});

test('a Redis password that Redis refuses is not logged', async () => {
  const url = new URL(process.env['JARI_TEST_REDIS'] ?? '');
  url.password = secret;
  const client = createRedis(url.href);
  client.on('error', (error: Error) => log.warn({ err: error }, 'not reachable'));
  await client.ping().catch((error: unknown) => log.warn({ err: error }, 'no answer'));
  client.disconnect();
  expect(written.join('')).toContain('no answer');
  expect(written.join('')).not.toContain(secret);
});

const hostile =
  'x\r\n{"level":30,"msg":"forged"}\0\u001B[31m\u007F\u0085\u009B31m\u2028\u2029\u202E\u2066';

/** Parses the written log lines. Fails if a line contains a character that terminals interpret. */
const entries = () =>
  written.map((line) => {
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    return JSON.parse(line) as {
      level: number;
      msg: string;
      text?: string;
      err?: { message: string; stack: string };
    };
  });

test('text of a client stays within its entry, without characters that terminals interpret', () => {
  log.warn({ text: hostile, [hostile]: { deep: [hostile] }, err: new Error(hostile) }, hostile);
  expect(entries()).toMatchObject([{ msg: hostile, text: hostile, err: { message: hostile } }]);
});

test('console output of a library is an entry, with message and stack of its error', () => {
  const before = { ...console };
  logConsole();
  console.error('\u001B[31m⨯\u001B[0m', new Error(hostile));
  console.log('a %s', hostile);
  Object.assign(console, before);
  const [failure, note] = entries();
  expect(failure).toMatchObject({ level: 50, msg: '⨯', err: { message: hostile } });
  expect(note).toMatchObject({ level: 30, msg: expect.stringMatching(/^a x\r\n\{/) as unknown });
});

test('each line of another process’s output is an entry', async () => {
  const output = new PassThrough();
  logLines(output, 'elsewhere');
  output.end('Error: x\n{"level":30,"msg":"forged"}\n\u001B[31m    at y\n');
  await once(output, 'close');
  expect(entries().map(({ msg, text }) => [msg, text])).toEqual([
    ['elsewhere', 'Error: x'],
    ['elsewhere', '{"level":30,"msg":"forged"}'],
    ['elsewhere', '    at y'],
  ]);
});
