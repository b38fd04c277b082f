import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { run } from '#tests/support/command.ts';
import { startInstance } from '#tests/support/instance.ts';
import { keepsPreparedStatements, startPgBouncer } from '#tests/support/pgbouncer.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

vi.setConfig({ testTimeout: 120_000 }); // each test starts a whole instance

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const startsBehind = async (url: string): Promise<void> => {
  const instance = await startInstance({ DATABASE_URL: url });
  const concerts = await fetch(`${instance.url}/api/trpc/catalog.concerts`);
  expect(concerts.status).toBe(200);
  await instance.stop();
};

const isRefusedBehind = async (url: string): Promise<void> => {
  const { code, said } = await run('server/main.ts', ['--no-pages'], {
    DATABASE_URL: url,
    LOG_LEVEL: 'silent',
    PORT: '0',
    HOST: '127.0.0.1',
  });
  expect({ code, said }).toEqual({
    code: 1,
    said: expect.stringMatching(
      /^The pooler loses prepared statements .* use session mode, or PgBouncer 1\.21 .*\n$/,
    ) as string,
  });
};

test('an instance works behind PgBouncer in session mode', async () => {
  const pgbouncer = await startPgBouncer(process.env['DATABASE_URL'] ?? '', 'session');
  await startsBehind(pgbouncer.url);
  await pgbouncer.stop();
});

test('behind PgBouncer in transaction mode, an instance works since 1.21 and does not start before', async () => {
  const pgbouncer = await startPgBouncer(process.env['DATABASE_URL'] ?? '', 'transaction');
  await (keepsPreparedStatements() ? startsBehind : isRefusedBehind)(pgbouncer.url);
  await pgbouncer.stop();
});
