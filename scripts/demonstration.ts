import { seed } from '#prisma/seed.ts';
import { newSecrets } from './stores/home.ts';
import { startInstance } from './instance.ts';
import type { ManagedProcess } from './lib/processes.ts';
import { migrate } from './migrate.ts';
import { freePort } from './stores/free-port.ts';
import { createDatabase, type Postgres } from './stores/postgres.ts';

interface Stores {
  postgres: Pick<Postgres, 'url'>;
  redisUrl: string;
}

export interface Installation {
  url: string;
  databaseUrl: string;
  sessionSecret: string;
  instance: ManagedProcess;
}

type Settings = Record<string, string>;

/** Starts an instance with built pages on a new, migrated and empty `database`. */
export async function startInstallation(
  stores: Stores,
  database: string,
  settings: Settings = {},
): Promise<Installation> {
  return start(await emptyDatabase(stores, database), stores, settings);
}

/** Starts an instance with built pages on a new `database` that contains the demonstration data. */
export async function startDemonstration(
  stores: Stores,
  database: string,
  settings: Settings = {},
): Promise<Installation> {
  const databaseUrl = await emptyDatabase(stores, database);
  await seed(databaseUrl);
  return start(databaseUrl, stores, { STAFF_SECOND_FACTOR: 'optional', ...settings });
}

async function emptyDatabase({ postgres }: Stores, database: string): Promise<string> {
  await createDatabase(postgres.url('postgres'), database);
  await migrate(postgres.url(database));
  return postgres.url(database);
}

async function start(
  databaseUrl: string,
  { redisUrl }: Stores,
  settings: Settings,
): Promise<Installation> {
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const secrets = newSecrets();
  const environment = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    ...secrets,
    PORT: port,
    HOST: '127.0.0.1',
    NEXTAUTH_URL: url,
    ADDRESS_LIMIT_PER_MINUTE: '0',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const instance = await startInstance(url, { environment, development: false, log: undefined });
  return { url, databaseUrl, sessionSecret: secrets.NEXTAUTH_SECRET, instance };
}
