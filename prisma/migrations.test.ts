import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
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

test('a concert from before the states is published and keeps its texts within their limits', async () => {
  const older = `${name}_older`;
  const at = new URL(url);
  at.pathname = `/${older}`;
  const apply = (migration: string) =>
    run(
      at.href,
      readFileSync(
        path.join(import.meta.dirname, 'migrations', migration, 'migration.sql'),
        'utf8',
      ),
    );
  const life = '20261206000001_concert_life';
  await run(server, `CREATE DATABASE ${older} TEMPLATE template0`);
  try {
    for (const migration of migrations.filter((one) => one < life)) await apply(migration);
    await run(
      at.href,
      `INSERT INTO concerts (title, title_en, venue, venue_en, description, description_en, opens_at)
       VALUES ('별', '', '홀', 'Hall', repeat('x', 5001), 'About', '2030-01-01'),
              ('', 'B', '홀', 'Hall', '', '', '2030-01-01');
       INSERT INTO performances (concert_id, starts_at, ends_at)
       VALUES (1, '2030-02-01 10:00Z', '2030-02-01 12:30Z')`,
    );
    await apply(life);
    const found = await run(
      at.href,
      `SELECT state, running_minutes AS minutes, archived, version, texts - 'description' AS texts,
              length(texts #>> '{description,ko}') AS length FROM concerts ORDER BY id`,
    );
    const common = { state: 'PUBLISHED', archived: false, version: 1 };
    const [venue, notices] = [{ ko: '홀', en: 'Hall' }, { ko: '' }];
    expect(found).toEqual([
      { ...common, minutes: 150, length: 5_000, texts: { title: { ko: '별' }, venue, notices } },
      {
        ...common,
        minutes: 120,
        length: 0,
        texts: { title: { ko: '-', en: 'B' }, venue, notices },
      },
    ]);
  } finally {
    await run(server, `DROP DATABASE ${older} WITH (FORCE)`);
  }
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
