import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { requiredSetting } from './stores/home.ts';
import { readOptions } from './options.ts';
import { reportError } from './lib/progress.ts';
import { checkDatabase } from '#server/instance/start-up.ts';

const migrationsDir = path.join(import.meta.dirname, '../prisma/migrations');
const prismaLock = 72_707_369; // the advisory lock that Prisma's own `migrate deploy` takes

/**
 * Applies missing migrations with Prisma's bookkeeping, under its advisory lock. Returns the names
 * of those applied.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    await db.query('SELECT pg_advisory_lock($1)', [prismaLock]);
    await db.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
    const { rows } = await db.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
    );
    const applied: string[] = [];
    for (const name of readdirSync(migrationsDir).sort()) {
      const file = path.join(migrationsDir, name, 'migration.sql');
      if (!existsSync(file) || rows.some((row) => row.name === name)) continue;
      await apply(db, name, readFileSync(file, 'utf8'));
      applied.push(name);
    }
    return applied;
  } finally {
    await db.end();
  }
}

/** A migration and its record are one transaction, so none can be half applied. */
async function apply(db: pg.Client, name: string, sql: string): Promise<void> {
  const checksum = createHash('sha256').update(sql).digest('hex');
  await db.query('BEGIN');
  await db.query(sql);
  await db.query(
    'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
    [randomUUID(), checksum, name],
  );
  await db.query('COMMIT');
}

async function main(): Promise<void> {
  readOptions('npm run migrate', {});
  const url = requiredSetting('DATABASE_URL');
  await checkDatabase(url);
  const applied = await migrate(url);
  console.log(applied.length === 0 ? 'Nothing to migrate.' : `Applied: ${applied.join(', ')}`);
}

if (import.meta.main) await main().catch(reportError);
