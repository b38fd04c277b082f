import { seed } from '#prisma/seed.ts';
import { newSecrets } from './stores/home.ts';
import { startInstance } from './instance.ts';
import type { ManagedProcess } from './lib/processes.ts';
import { migrate } from './migrate.ts';
import { freePort } from './stores/free-port.ts';
import { createDatabase, type Postgres } from './stores/postgres.ts';

interface Demonstration {
  url: string;
  databaseUrl: string;
  sessionSecret: string;
  instance: ManagedProcess;
}

/** Starts an instance with built pages on a new `database` that contains the demonstration data. */
export async function startDemonstration(
  { postgres, redisUrl }: { postgres: Postgres; redisUrl: string },
  database: string,
  settings: Record<string, string> = {},
): Promise<Demonstration> {
  const databaseUrl = postgres.url(database);
  await createDatabase(postgres.url('postgres'), database);
  await migrate(databaseUrl);
  await seed(databaseUrl);
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
    STAFF_SECOND_FACTOR: 'optional',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const instance = await startInstance(url, { environment, development: false, log: undefined });
  return { url, databaseUrl, sessionSecret: secrets.NEXTAUTH_SECRET, instance };
}
