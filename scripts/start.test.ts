import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import type { RunFile } from './stores/home.ts';
import { freePort } from './stores/free-port.ts';
import {
  Command,
  type Environment,
  isListening,
  run,
  temporaryHome,
} from '#tests/support/command.ts';
import { pollUntil } from './lib/wait.ts';

const home = temporaryHome();
const embedded = {
  JARI_HOME: home,
  DATABASE_URL: '',
  REDIS_URL: '',
  NEXTAUTH_SECRET: '',
  QUEUE_TOKEN_KEYS: '',
  TICKET_KEY: '',
  SMTP_URL: '',
};
const commands: Command[] = [];
afterAll(async () => {
  for (const { child, ended } of commands) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(home, { recursive: true });
}, 60_000);

const start = async (env: Environment) => {
  const command = new Command('scripts/start.ts', [], { ...embedded, ...env });
  commands.push(command);
  await command.says(/Jari is running at/);
  return command;
};
const readRun = () => JSON.parse(readFileSync(path.join(home, 'run.json'), 'utf8')) as RunFile;
/** Waits up to 30 s for the end of the server and its stores. Returns false after 30 s. */
const isGone = (settings: RunFile) =>
  pollUntil(
    async () => {
      const listening = [settings.url, settings.DATABASE_URL, settings.REDIS_URL].map(isListening);
      return (await Promise.all(listening)).every((one) => !one);
    },
    { everyMs: 50, msMax: 30_000 },
  );
const ask = async <Row extends pg.QueryResultRow>(
  url: string,
  query: string,
): Promise<Row | undefined> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows[0];
  } finally {
    await client.end();
  }
};
const mark = (url: string) =>
  ask(url, "UPDATE users SET name = 'kept' WHERE email = 'fan1@jari.example'");
const isMarked = async (url: string) =>
  (await ask<{ name: string }>(url, "SELECT name FROM users WHERE email = 'fan1@jari.example'"))
    ?.name === 'kept';

test.each([
  { what: 'a malformed value', env: { QUEUE_CAPACITY: 'many' }, line: /QUEUE_CAPACITY/ },
  {
    what: 'an unreachable DATABASE_URL',
    env: { DATABASE_URL: 'postgresql://jari:hidden@127.0.0.1:9/jari' },
    line: /DATABASE_URL: no usable PostgreSQL at 127\.0\.0\.1:9/,
  },
])(
  '$what stops the start with one clear line without secrets',
  async ({ env, line }) => {
    const { code, said } = await run('scripts/start.ts', [], {
      ...embedded,
      JARI_HOME: `${home}/other`,
      PORT: '0',
      ...env,
    });
    expect(code).toBe(1);
    expect(said.trim().split('\n').at(-1)).toMatch(line);
    expect(said).not.toMatch(/hidden|\n {4}at /);
  },
  60_000,
);

test('a port in use stops the start before any process starts', async () => {
  const other = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  const { code, said } = await run('scripts/start.ts', [], {
    ...embedded,
    JARI_HOME: `${home}/other`,
    PORT: String(port),
  });
  other.close();
  expect({ code, said }).toEqual({
    code: 1,
    said: `Port ${port} is in use by another process: set PORT to a free port.\n`,
  });
}, 60_000);

test('a system starts, is found by a second start, keeps its data over a kill, and stops in order', async () => {
  const env = { PORT: String(await freePort()) };
  const first = await start(env);
  const settings = readRun();
  expect(statSync(path.join(home, 'run.json')).mode & 0o777).toBe(0o600);
  expect(settings).toMatchObject({ url: `http://localhost:${env.PORT}`, demonstration: true });
  expect(first.said).toContain('admin@jari.example / jari-admin-1234');
  const [, mailbox = ''] = /Its mails arrive at (\S+)/.exec(first.said) ?? [];
  const page = await fetch(mailbox, { headers: { accept: 'text/html' } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('MailDev')]);
  await fetch(`${settings.url}/api/trpc/account.requestReset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'fan1@jari.example' }),
  });
  const arrived = async () =>
    (await (await fetch(`${mailbox}/api/email`)).text()).includes('fan1@jari.example');
  expect(await pollUntil(arrived, { everyMs: 100, msMax: 10_000 })).toBe(true);
  await mark(settings.DATABASE_URL);

  const second = await run('scripts/start.ts', [], { ...embedded, PORT: '0' });
  expect(second).toEqual({ code: 1, said: `Jari is already running at ${settings.url}\n` });

  first.child.kill('SIGKILL');
  await first.ended;
  expect(await isGone(settings)).toBe(true);
  expect(await isListening(mailbox)).toBe(false);
  const again = await start(env);
  const after = readRun();
  expect(await isMarked(after.DATABASE_URL)).toBe(true);
  expect(after.NEXTAUTH_SECRET).toBe(settings.NEXTAUTH_SECRET);

  const postmaster = Number(
    readFileSync(path.join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0],
  );
  process.kill(postmaster, 'SIGKILL');
  expect(await again.ended).toBe(1);
  expect(again.said).toMatch(/PostgreSQL.* has ended unexpectedly \(SIGKILL\)/);
  expect(await isGone(after)).toBe(true);

  const last = await start(env);
  const final = readRun();
  expect(await isMarked(final.DATABASE_URL)).toBe(true);
  last.child.kill('SIGTERM');
  expect(await last.ended).toBe(0);
  expect(await isGone(final)).toBe(true);
  expect(existsSync(path.join(home, 'run.json'))).toBe(false);
}, 400_000);
