import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verifyAccessToken } from '#server/account/access-token.ts';
import { checkPassword } from '#server/account/account.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { createDatabase } from './stores/postgres.ts';
import { run, temporaryHome } from '#tests/support/command.ts';

const home = temporaryHome();
vi.setConfig({ testTimeout: 120_000 }); // each test starts several Node processes

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
  Object.assign(process.env, { JARI_HOME: home });
});
afterAll(async () => {
  await stores.close();
  rmSync(home, { recursive: true });
});

test('without a database and a running system, a command says so in one line', async () => {
  const { code, said } = await run('scripts/migrate.ts', [], { DATABASE_URL: '' });
  expect({ code, said }).toEqual({
    code: 1,
    said: `DATABASE_URL is not set, and nothing is running in ${home}.\n`,
  });
});

test('a command refuses an unknown argument and shows its usage', async () => {
  for (const name of ['migrate', 'seed', 'audit'])
    for (const given of ['--force', 'now']) {
      const { code, said } = await run(`scripts/${name}.ts`, [given]);
      expect([name, given, code]).toEqual([name, given, 1]);
      expect(said).toMatch(new RegExp(`^Un.*'${given}'.*: use npm run ${name}\\n$`));
    }
});

test('each command on a database without tables names npm run migrate in one line', async () => {
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  const name = `${url.pathname.slice(1)}_bare`;
  await createDatabase(url.href, name);
  const env = { DATABASE_URL: Object.assign(new URL(url), { pathname: name }).href };
  const out = path.join(home, 'users.json');
  for (const [script, ...args] of [['seed'], ['audit'], ['users', '--count', '3', '--out', out]]) {
    const { code, said } = await run(`scripts/${script ?? ''}.ts`, args, env);
    expect({ script, code, said }).toEqual({
      script,
      code: 1,
      said: expect.stringMatching(
        /^The database lacks \d+ migrations: run npm run migrate\.\n$/,
      ) as string,
    });
  }
  await stores.db.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
});

test('users are not added to a database that is not a demonstration', async () => {
  const { code, said } = await run('scripts/users.ts', [
    '--count',
    '3',
    '--out',
    path.join(home, 'users.json'),
  ]);
  expect({ code, said }).toEqual({
    code: 1,
    said: expect.stringContaining('not a demonstration') as string,
  });
  expect(await stores.db.user.count()).toBe(0);
});

test('a demonstration is seeded once, and is already migrated', async () => {
  expect(await run('scripts/migrate.ts')).toEqual({ code: 0, said: 'Nothing to migrate.\n' });
  expect((await run('scripts/seed.ts')).said).toContain('was added');
  const before = await stores.db.seat.count();
  expect((await run('scripts/seed.ts')).said).toContain('is complete');
  expect(await stores.db.seat.count()).toBe(before);
});

test('users for a load test have no password, an empty wallet and their own access token', async () => {
  const out = path.join(home, 'users.json');
  await run('scripts/seed.ts');
  expect(await run('scripts/users.ts', ['--count', '2500', '--out', out])).toMatchObject({
    code: 0,
  });
  expect(statSync(out).mode & 0o777).toBe(0o600);
  const users = JSON.parse(readFileSync(out, 'utf8')) as {
    userId: string;
    email: string;
    accessToken: string;
  }[];
  expect(new Set(users.map(({ userId }) => userId)).size).toBe(2500);
  const one = users.at(-1);
  expect(verifyAccessToken(one?.accessToken ?? '')?.userId).toBe(one?.userId);
  expect(
    await stores.db.user.findUnique({
      where: { id: one?.userId ?? '' },
      include: { account: true },
    }),
  ).toMatchObject({
    email: one?.email,
    passwordHash: null,
    account: { balanceKrw: 0n },
  });
});

const owner = (...args: string[]) => run('scripts/owner.ts', args);
const rolesOf = async (email: string) =>
  (await stores.db.user.findUniqueOrThrow({ where: { email }, include: { grants: true } })).grants;

test('an owner is created with a password that signs in, and is made once', async () => {
  const email = 'first@jari.example';
  const { code, said } = await owner('--email', 'First@Jari.example');
  const [, password = ''] = /has the password (\S+)\n/.exec(said) ?? [];
  expect({ code, isNew: said.includes(`${email} is now an owner.`) }).toEqual({
    code: 0,
    isNew: true,
  });
  expect(await checkPassword(stores.db, { email, password })).not.toBeNull();
  expect(await rolesOf(email)).toMatchObject([{ role: 'OWNER', concertId: null }]);
  expect(await owner('--email', email)).toEqual({
    code: 0,
    said: `${email} is an owner already.\n`,
  });
  const entries = await stores.db.auditEntry.findMany({ where: { action: 'staff.grant' } });
  const after = { role: 'OWNER', concerts: 'all' };
  expect(entries).toMatchObject([{ reason: 'npm run owner', after }]);
  expect(JSON.stringify(entries)).not.toContain('first@');
});

test('an account that exists becomes an owner and keeps its password', async () => {
  const email = 'fan1@jari.example';
  await run('scripts/seed.ts');
  expect(await owner('--email', email)).toEqual({ code: 0, said: `${email} is now an owner.\n` });
  expect(await checkPassword(stores.db, { email, password: 'jari-fan-1234' })).not.toBeNull();
});

test('the second factors of an owner can be removed', async () => {
  const email = 'first@jari.example';
  await owner('--email', email);
  const { id: userId } = await stores.db.user.findUniqueOrThrow({ where: { email } });
  await stores.db.staffFactor.create({
    data: { userId, kind: 'RECOVERY', confirmedAt: new Date(0), codeHashes: ['a hash'] },
  });
  await stores.db.staffSession.create({ data: { credentialHash: 'a'.repeat(64), userId } });
  expect((await owner('--email', email, '--reset-second-factor')).said).toContain(
    `1 second factors of ${email} were removed.`,
  );
  expect(await stores.db.staffFactor.count({ where: { userId } })).toBe(0);
  expect(await stores.db.staffSession.count({ where: { userId } })).toBe(0);
  expect(
    await stores.db.auditEntry.findMany({ where: { action: 'staff.factors.reset' } }),
  ).toMatchObject([{ actorId: userId, userId, before: { factors: 1 } }]);
});

test('an address that is none is refused with the usage', async () => {
  for (const args of [[], ['--email', 'nobody'], ['--name', 'x']]) {
    const { code, said } = await owner(...args);
    expect([args, code, said.split('\n').length]).toEqual([args, 1, 2]);
    expect(said).toContain('npm run owner -- --email ADDRESS');
  }
});

test.each([
  [['--count', '0', '--out', 'x']],
  [['--count', '100001', '--out', 'x']],
  [['--count', '5']],
  [['--counted', '5']],
])('the arguments %j are refused with the usage', async (args) => {
  const { code, said } = await run('scripts/users.ts', args);
  expect({ code, lines: said.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(said).toContain('npm run users -- --count N --out FILE');
});
