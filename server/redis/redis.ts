import { Cluster, Redis } from 'ioredis';
import { env } from '../config/env.ts';
import { log } from '../config/log.ts';
import { commandMsMax, ImpatientCluster } from './redis-cluster.ts';

export type RedisClient = Redis | Cluster;

const options = {
  lazyConnect: true,
  connectTimeout: 3_000,
  commandTimeout: commandMsMax,
  socketTimeout: 5_000, // a connection that leads nowhere is given up, not only what was asked over it: TCP would keep it for minutes
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 1_000),
};

/** A connection to one server, or to a cluster when `urls` names several nodes, comma-separated: with the first one's password. */
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
    maxRedirections: 6, // a command that finds its node gone is given up within about half a second
    redisOptions,
    dnsLookup: (name, found) => found(null, name), // not the address: a certificate is good for the name
  });
}

/** Fails unless the store answers; of a cluster, any node that does will do, for the others may still sell. */
export async function checkAnswers(store: RedisClient): Promise<void> {
  if (store instanceof Cluster && store.status === 'ready')
    await Promise.any(store.nodes().map((node) => node.ping()));
  else await store.ping();
}

// Kept on globalThis: Next's bundles may hold this module more than once, and the connection must not be.
const shared = globalThis as typeof globalThis & { jariRedis?: RedisClient | undefined };

/** This process' connection to the line's store. */
export function redis(): RedisClient {
  if (shared.jariRedis === undefined) {
    shared.jariRedis = createRedis(env().REDIS_URL);
    shared.jariRedis.on('error', (error: Error) =>
      log.warn({ err: error }, 'the line’s store is not reachable'),
    );
  }
  return shared.jariRedis;
}

export function closeRedis(): void {
  shared.jariRedis?.disconnect();
  shared.jariRedis = undefined;
}
