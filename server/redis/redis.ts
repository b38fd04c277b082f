import { Cluster, Redis } from 'ioredis';
import { env } from '../config/env.ts';
import { log } from '../config/log.ts';
import { commandMsMax, ImpatientCluster } from './redis-cluster.ts';

export type RedisClient = Redis | Cluster;

const options = {
  lazyConnect: true,
  connectTimeout: 3_000,
  commandTimeout: commandMsMax,
  // Closes a connection that is silent for 5 s; TCP alone would keep a dead connection for minutes.
  socketTimeout: 5_000,
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 1_000),
};

/**
 * Creates a client for one server, or for a cluster if `urls` is a comma-separated list of nodes.
 * The credentials in the first URL apply to all nodes.
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
    maxRedirections: 6, // a command to a failed node fails within about 0.5 s
    redisOptions,
    // Keeps host names unresolved, because TLS certificates name hosts.
    dnsLookup: (name, found) => found(null, name),
  });
}

/**
 * Throws an error if Redis does not answer. In a cluster one answering node is enough, because the
 * queues on that node still work.
 */
export async function checkAnswers(client: RedisClient): Promise<void> {
  if (client instanceof Cluster && client.status === 'ready')
    await Promise.any(client.nodes().map((node) => node.ping()));
  else await client.ping();
}

// Keeps the connection on globalThis, because Next's bundles can contain several copies of this
// module.
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
