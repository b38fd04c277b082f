import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '#scripts/stores/free-port.ts';
import { createDatabase } from '#scripts/stores/postgres.ts';
import { run } from '#tests/support/command.ts';
import { openFaultProxy } from '#tests/support/fault-proxy.ts';
import { startInstance } from '#tests/support/instance.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts a new process

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const serve = (env: Record<string, string>) =>
  run('server/main.ts', ['--no-pages'], {
    LOG_LEVEL: 'silent',
    PORT: '0',
    HOST: '127.0.0.1',
    ...env,
  });

test.each([
  { lacking: 'a database URL', env: { DATABASE_URL: '' }, line: /DATABASE_URL/ },
  {
    lacking: 'a key for queue tokens',
    env: { QUEUE_TOKEN_KEYS: 'short:key' },
    line: /QUEUE_TOKEN_KEYS/,
  },
  {
    lacking: 'a number in a numeric setting',
    env: { HOLD_SECONDS: '5 minutes' },
    line: /HOLD_SECONDS/,
  },
  {
    lacking: 'PostgreSQL',
    env: { DATABASE_URL: 'postgresql://jari:hidden@127.0.0.1:9/jari' },
    line: /DATABASE_URL: no usable PostgreSQL at 127\.0\.0\.1:9 \(.*ECONNREFUSED/,
  },
  {
    lacking: 'Redis',
    env: { REDIS_URL: 'redis://:hidden@127.0.0.1:9' },
    line: /REDIS_URL: no usable Redis at 127\.0\.0\.1:9 \(.*ECONNREFUSED/,
  },
])('an instance without $lacking exits with one clear line', async ({ env, line }) => {
  const { code, said } = await serve(env);
  expect(code).toBe(1);
  expect(said).toMatch(line);
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(said).not.toContain('hidden');
});

test('an instance applies no migrations: it exits and names the command', async () => {
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  const name = `${url.pathname.slice(1)}_bare`;
  await createDatabase(url.href, name);
  const { code, said } = await serve({
    DATABASE_URL: Object.assign(new URL(url), { pathname: name }).href,
  });
  await stores.db.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
  expect({ code, said }).toEqual({
    code: 1,
    said: expect.stringMatching(
      /^The database lacks \d+ migrations: run npm run migrate\.\n$/,
    ) as string,
  });
});

test('an instance whose port is in use exits and names the port', async () => {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  const { code, said } = await serve({ PORT: String(port) });
  other.close();
  expect({ code, said }).toEqual({
    code: 1,
    said: `Port ${port} is in use by another process: set PORT to a free port.\n`,
  });
});

test('an instance exits on SIGTERM also if PostgreSQL or Redis does not answer', async () => {
  for (const name of ['DATABASE_URL', 'REDIS_URL']) {
    const url = new URL(process.env[name] ?? '');
    const way = await openFaultProxy(Number(url.port));
    url.port = String(way.port);
    const instance = await startInstance({ [name]: url.href });
    way.swallow();
    await fetch(`${instance.url}/api/trpc/catalog.concerts`, {
      signal: AbortSignal.timeout(1_000),
    }).catch(() => undefined);
    expect([name, await instance.kill('SIGTERM')]).toEqual([name, 0]);
    await way.close();
  }
});
