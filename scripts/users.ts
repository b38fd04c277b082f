// `npm run users -- --count N --out FILE` adds N users for a load test to a demonstration database.
// The command writes the users' access tokens to FILE.
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { signAccessToken } from '#server/account/access-token.ts';
import { requiredSetting } from './stores/home.ts';
import { readOptions } from './options.ts';
import { reportError } from './lib/progress.ts';
import { checkDatabase, checkMigrations } from '#server/instance/start-up.ts';

const countMax = 100_000;
const batchSize = 2_000;
const tokenSeconds = 86_400;
const usage = `npm run users -- --count N --out FILE (N from 1 to ${countMax})`;

interface User {
  userId: string;
  email: string;
}

function readArguments(): { count: number; out: string } {
  const { count = '', out = '' } = readOptions(usage, {
    count: { type: 'string' },
    out: { type: 'string' },
  });
  if (!/^\d{1,6}$/.test(count) || Number(count) < 1 || Number(count) > countMax || out === '')
    throw new Error(`Usage: ${usage}`);
  return { count: Number(count), out: path.resolve(process.env['INIT_CWD'] ?? '.', out) };
}

/** Adds users without a password. A database trigger creates the users' wallets. */
async function addUsers(db: pg.Client, count: number): Promise<User[]> {
  const { rows } = await db.query<User>(
    `INSERT INTO users (id, email, name, demonstration)
     SELECT id, 'person-' || id || '@jari.example', '시험 관객', true FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)) AS fresh
     RETURNING id AS "userId", email`,
    [count],
  );
  return rows;
}

/**
 * Adds all users in a single transaction. Renames the file after the commit, so that `out` is
 * either complete or absent.
 */
async function writeUsers(
  db: pg.Client,
  { count, out, secret }: { count: number; out: string; secret: string },
): Promise<void> {
  const unfinished = `${out}.new`;
  const file = openSync(unfinished, 'w', 0o600);
  try {
    await db.query('BEGIN');
    for (let written = 0; written < count; written += batchSize) {
      const users = await addUsers(db, Math.min(batchSize, count - written));
      const entries = users.map((user) => ({
        ...user,
        accessToken: signAccessToken(user.userId, secret, tokenSeconds),
      }));
      const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n');
      writeSync(file, `${written === 0 ? '[' : ',\n'}${lines}`);
    }
    writeSync(file, ']\n');
    await db.query('COMMIT');
    renameSync(unfinished, out);
  } finally {
    closeSync(file);
    rmSync(unfinished, { force: true });
  }
}

async function main(): Promise<void> {
  const { count, out } = readArguments();
  const url = requiredSetting('DATABASE_URL');
  const secret = requiredSetting('NEXTAUTH_SECRET');
  await checkDatabase(url, checkMigrations);
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    const { rows } = await db.query<{ demonstration: boolean }>(
      'SELECT demonstration FROM instance_settings',
    );
    if (rows[0]?.demonstration !== true)
      throw new Error('This database is not a demonstration: no users are added to it.');
    await writeUsers(db, { count, out, secret });
    console.log(`${count} users, with tokens that are valid for 24 hours, are in ${out}`);
  } finally {
    await db.end();
  }
}

await main().catch(reportError);
