import { inHome, postgresDirectory } from './home.ts';
import { runStep } from '../lib/progress.ts';
import { checkDatabase, checkRedis } from '#server/instance/start-up.ts';
import { createDatabase, startPostgres } from './postgres.ts';
import { redisOnPath, startEmbeddedRedis, startRedis } from './redis.ts';

export interface OpenStore {
  name: string;
  url: string;
  /** Settles at the end of a server that this command started. */
  ended?: Promise<string>;
}

/** The database at `given`, else an embedded one, whose data the home keeps. */
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
 * The Redis at `given`, else a server from PATH, whose data the home keeps, else the embedded one.
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
