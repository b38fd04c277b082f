import { inHome, postgresDirectory } from './home.ts';
import { runStep } from '../lib/progress.ts';
import { checkDatabase, checkRedis } from '#server/instance/start-up.ts';
import { createDatabase, startPostgres } from './postgres.ts';
import { redisOnPath, startEmbeddedRedis, startRedis } from './redis.ts';

export interface OpenStore {
  name: string;
  url: string;
  /** Resolves at the end of the server; undefined if this command did not start the server. */
  ended?: Promise<string>;
}

/**
 * Checks the database at `given`. Without `given`, starts an embedded PostgreSQL with its data in
 * the home.
 */
export function openDatabase(given: string | undefined): Promise<OpenStore> {
  if (given !== undefined)
    return runStep('Looking for the PostgreSQL of DATABASE_URL', async () => {
      await checkDatabase(given);
      return { name: 'PostgreSQL', url: given };
    });
  const open = async () => {
    const server = await startPostgres(postgresDirectory());
    await createDatabase(server.url('postgres'), 'jari');
    return { name: server.engine, url: server.url('jari'), ended: server.ended };
  };
  return runStep('Starting PostgreSQL', open, ({ name }) => name);
}

/**
 * Checks the Redis at `given`. Without `given`, starts a server from PATH with its data in the
 * home. If PATH has no server, starts the embedded server.
 */
export function openRedis(given: string | undefined): Promise<OpenStore> {
  if (given !== undefined)
    return runStep('Looking for the Redis of REDIS_URL', async () => {
      await checkRedis(given);
      return { name: 'Redis', url: given };
    });
  const program = redisOnPath();
  const open = async () => {
    const { engine, url, ended } =
      program === undefined
        ? await startEmbeddedRedis()
        : await startRedis(program, inHome('redis'), { appendonly: 'yes', save: '""' });
    return { name: engine, url, ended };
  };
  const outcome = ({ name }: OpenStore) =>
    program === undefined
      ? `${name}, since there is no redis-server on PATH: good for development and small demonstrations, forgets the queue at stop`
      : name;
  return runStep('Starting Redis', open, outcome);
}
