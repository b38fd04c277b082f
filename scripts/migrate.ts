import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { requiredSetting } from './stores/home.ts';
import { readOptions } from './options.ts';
import { reportError } from './lib/progress.ts';
import { saveSessionSettings } from '#server/database/session-settings.ts';
import { checkDatabase } from '#server/instance/start-up.ts';

const migrationsDir = path.join(import.meta.dirname, '../prisma/migrations');
const prismaLock = 72_707_369; // key of the advisory lock of Prisma's `migrate deploy`

/**
 * Applies the migrations that Prisma's own table does not list. Finally stores the role's session
 * settings in the database. Concurrent calls run one after another. Returns the names of the
 * applied migrations.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    await alone(db, () =>
      db.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
        id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
        migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
        started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`),
    );
    const applied: string[] = [];
    for (const name of readdirSync(migrationsDir).sort()) {
      const file = path.join(migrationsDir, name, 'migration.sql');
      if (existsSync(file) && (await alone(db, () => apply(db, name, readFileSync(file, 'utf8')))))
        applied.push(name);
    }
    await alone(db, () => saveSessionSettings(db));
    return applied;
  } finally {
    await db.end();
  }
}

/**
 * Runs `work` in a transaction under the migration lock. The lock and the settings end with the
 * transaction, because a session's state would stay on a pooler's connection. Disables the role's
 * timeouts, because a migration may rewrite a large table.
 */
async function alone<T>(db: pg.Client, work: () => Promise<T>): Promise<T> {
  await db.query('BEGIN');
  await db.query('SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0');
  await db.query('SELECT pg_advisory_xact_lock($1)', [prismaLock]);
  const result = await work();
  await db.query('COMMIT');
  return result;
}

/**
 * Applies a migration in the caller's transaction, so that a failure leaves no half-applied
 * migration. Returns false if the database already has the migration.
 */
async function apply(db: pg.Client, name: string, sql: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'SELECT FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NOT NULL',
    [name],
  );
  if (rowCount !== 0) return false;
  const checksum = createHash('sha256').update(sql).digest('hex');
  await db.query(sql);
  await db.query(
    'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
    [randomUUID(), checksum, name],
  );
  return true;
}

async function main(): Promise<void> {
  readOptions('npm run migrate', {});
  const url = requiredSetting('DATABASE_URL');
  await checkDatabase(url);
  const applied = await migrate(url);
  console.log(applied.length === 0 ? 'Nothing to migrate.' : `Applied: ${applied.join(', ')}`);
}

if (import.meta.main) await main().catch(reportError);
