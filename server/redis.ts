import { Cluster, Redis } from 'ioredis';
import { env } from './env.ts';
import { log } from './log.ts';

export type Store = Redis | Cluster;

const commandMsMax = 3_000;
const options = {
  lazyConnect: true,
  connectTimeout: 3_000,
  commandTimeout: commandMsMax,
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 1_000),
};

/** A cluster of which no node can be reached keeps commands until one can; here they fail in time, as with one server. */
class ImpatientCluster extends Cluster {
  override sendCommand(...sent: Parameters<Cluster['sendCommand']>): unknown {
    sent[0].setTimeout(commandMsMax);
    return super.sendCommand(...sent);
  }
}

/** A connection to one server, or to a cluster when `urls` names several nodes, comma-separated. */
export function createStore(urls: string): Store {
  const nodes = urls.split(',');
  const [first] = nodes;
  if (first === undefined || nodes.length === 1) return new Redis(urls, options);
  const { username, password, protocol } = new URL(first);
  const redisOptions = {
    ...options,
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
  return new ImpatientCluster(nodes, { lazyConnect: true, redisOptions });
}

// Kept on globalThis: Next's bundles may hold this module more than once, and the connection must not be.
const shared = globalThis as typeof globalThis & { jariRedis?: Store | undefined };

/** This process' connection to the line's store. */
export function redis(): Store {
  if (shared.jariRedis === undefined) {
    shared.jariRedis = createStore(env().REDIS_URL);
    shared.jariRedis.on('error', (error: Error) => log.warn({ err: error }, 'the line’s store is not reachable'));
  }
  return shared.jariRedis;
}

export function closeRedis(): void {
  shared.jariRedis?.disconnect();
  shared.jariRedis = undefined;
}
