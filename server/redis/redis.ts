import { Cluster, Redis } from 'ioredis';
import { env } from '../config/env.ts';
import { log } from '../config/log.ts';
import { commandMsMax, ImpatientCluster } from './redis-cluster.ts';

export type RedisClient = Redis | Cluster;

const options = {
  lazyConnect: true,
  connectTimeout: 3_000,
  commandTimeout: commandMsMax,
  // Closes a dead connection, not only its commands; TCP would keep it for minutes.
  socketTimeout: 5_000,
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 1_000),
};

/**
 * A connection to one server, or to a cluster if `urls` is a comma-separated list of nodes; the
 * first URL's credentials apply to all.
 */
export function createRedis(urls: string): RedisClient {
  const nodes = urls.split(',').map((url) => url.trim());
  const [first] = nodes;
  if (first === undefined || nodes.length === 1) return new Redis(urls, options);
  const { username, password, protocol } = new URL(first);
  const redisOptions = {
    ...options,
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
  return new ImpatientCluster(nodes, {
    lazyConnect: true,
    maxRedirections: 6, // a command whose node is gone fails within about half a second
    redisOptions,
    // Keep the name: certificates are issued for names.
    dnsLookup: (name, found) => found(null, name),
  });
}

/**
 * Fails unless Redis answers. One answering node of a cluster is enough, because its queues can
 * still sell.
 */
export async function checkAnswers(client: RedisClient): Promise<void> {
  if (client instanceof Cluster && client.status === 'ready')
    await Promise.any(client.nodes().map((node) => node.ping()));
  else await client.ping();
}

// Kept on globalThis: Next's bundles may contain this module more than once, and the process must
// have one connection.
const shared = globalThis as typeof globalThis & { jariRedis?: RedisClient | undefined };

export function redis(): RedisClient {
  if (shared.jariRedis === undefined) {
    shared.jariRedis = createRedis(env().REDIS_URL);
    shared.jariRedis.on('error', (error: Error) =>
      log.warn({ err: error }, 'Redis is not reachable'),
    );
  }
  return shared.jariRedis;
}

export function closeRedis(): void {
  shared.jariRedis?.disconnect();
  shared.jariRedis = undefined;
}
