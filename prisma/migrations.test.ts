import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { migrate } from '#scripts/migrate.ts';

vi.setConfig({ testTimeout: 120_000 }); // the Prisma CLI takes seconds per command

const root = path.join(import.meta.dirname, '..');
const migrations = readdirSync(path.join(import.meta.dirname, 'migrations'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Name of this file's own empty database. */
const name = `jari_${randomBytes(6).toString('hex')}`;
const server =
  process.env['JARI_TEST_POSTGRES'] ?? 'JARI_TEST_POSTGRES is not set: run the tests by npm test';
const url = new URL(server);
url.pathname = `/${name}`;

async function run(databaseUrl: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client
    .query<Record<string, unknown>>(statement)
    .finally(() => client.end());
  return rows;
}

async function prisma(...args: string[]): Promise<{ code: number; said: string }> {
  const cli = spawn(path.join(root, 'node_modules/.bin/prisma'), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: url.href, NO_COLOR: '1', CHECKPOINT_DISABLE: '1' },
  });
  const code = new Promise<number>((resolve) =>
    cli.once('exit', (exitCode) => resolve(exitCode ?? -1)),
  );
  const [out, err] = await Promise.all([text(cli.stdout), text(cli.stderr)]);
  return { code: await code, said: out + err };
}
/** Compares the database's schema with `schema.prisma`. Exit code 2 reports a difference. */
const drift = () =>
  prisma(
    'migrate',
    'diff',
    '--exit-code',
    '--script',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema.prisma',
  );

beforeAll(() => run(server, `CREATE DATABASE ${name} TEMPLATE template0`));
afterAll(() => run(server, `DROP DATABASE ${name} WITH (FORCE)`));

test('four instances that start at once on an empty database apply every migration once', async () => {
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url.href)));
  expect(applied.flat().toSorted()).toEqual(migrations);
  const recorded = await run(
    url.href,
    'SELECT migration_name AS name FROM _prisma_migrations ORDER BY started_at, name',
  );
  expect(recorded).toEqual(migrations.map((migration) => ({ name: migration })));
  expect(await migrate(url.href)).toEqual([]);
});

test('prisma reports the database as up to date and equal to schema.prisma', async () => {
  expect(await prisma('migrate', 'status')).toMatchObject({
    code: 0,
    said: expect.stringContaining('up to date') as string,
  });
  expect(await drift()).toMatchObject({
    code: 0,
    said: expect.stringContaining('empty migration') as string,
  });
});

test('the migrations alone produce schema.prisma’s database', async () => {
  const from = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma'];
  expect(await prisma('migrate', 'diff', '--exit-code', ...from)).toMatchObject({ code: 0 });
});

test('an extra column and a missing migration are reported', async () => {
  await run(url.href, 'ALTER TABLE users ADD COLUMN nickname text');
  expect(await drift()).toMatchObject({
    code: 2,
    said: expect.stringContaining('DROP COLUMN "nickname"') as string,
  });
  await run(url.href, 'ALTER TABLE users DROP COLUMN nickname');
  await run(
    url.href,
    `DELETE FROM _prisma_migrations WHERE migration_name = '${migrations.at(-1) ?? ''}'`,
  );
  expect(await prisma('migrate', 'status')).toMatchObject({
    code: 1,
    said: expect.stringContaining('not yet been applied') as string,
  });
});
